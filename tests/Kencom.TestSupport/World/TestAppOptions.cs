using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kencom.TestSupport;

/// <summary>How a test wants the app, whole (<see cref="TestApp"/>) or without its front (<see cref="CoreApp"/>).</summary>
public sealed class TestAppOptions
{
    /// <summary>Settings as in local.settings.json (<c>Mail__PerMinute</c>); they win over everything else.</summary>
    public Dictionary<string, string?> Settings { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A storage that another app already works on; by default a new one.</summary>
    public string? StorageConnectionString { get; set; }

    /// <summary>A clock shared with another app; by default a new one that stands at 2026-11-22 10:00 in Japan.</summary>
    public FakeTimeProvider? Clock { get; set; }

    /// <summary>Runs after all of the app's own registrations.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; set; }

    /// <summary>Whether a password costs as much as when deployed (REG-5): for tests of time and memory, and of what is stored.</summary>
    public bool DearPasswords { get; set; }

    /// <summary>Which types' functions run in a <see cref="TestApp"/>; by default all.</summary>
    public Predicate<Type>? Functions { get; set; }

    internal static FakeTimeProvider NewClock() => new(new DateTimeOffset(2026, 11, 22, 1, 0, 0, TimeSpan.Zero));
}
