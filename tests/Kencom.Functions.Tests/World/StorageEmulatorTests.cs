using System.Diagnostics;
using Azure.Data.Tables;

namespace Kencom.Functions.Tests.World;

/// <summary>The emulator that test processes share lives as long as one of them holds it, and no stale note keeps the next run from its own.</summary>
public sealed class StorageEmulatorTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kencom-emulator-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Open_ByTwo_SharesOneThatEndsWithTheLast()
    {
        var first = await EmulatorConnection.OpenAsync(folder);
        using var second = await EmulatorConnection.OpenAsync(folder);
        using var emulator = Process.GetProcessById(first.ProcessId);
        second.ProcessId.Should().Be(first.ProcessId);
        (await first.NewAccountAsync()).Should().NotBe(await second.NewAccountAsync());

        first.Dispose();

        var table = new TableServiceClient(await second.NewAccountAsync()).GetTableClient("Notes");
        await table.CreateAsync();
        emulator.HasExited.Should().BeFalse();
        second.Dispose();
        await emulator.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Open_AfterTheEmulatorWasKilled_StartsAnother()
    {
        using var first = await EmulatorConnection.OpenAsync(folder);
        using var killed = Process.GetProcessById(first.ProcessId);
        killed.Kill();
        await killed.WaitForExitAsync();

        using var second = await EmulatorConnection.OpenAsync(folder);

        second.ProcessId.Should().NotBe(first.ProcessId);
        (await second.NewAccountAsync()).Should().NotBeEmpty();
    }

    /// <summary>A machine gives a port to the emulator of another clone, too, once ours has ended.</summary>
    [Fact]
    public async Task Open_NoteOfAnEndedOneWhosePortIsAnothers_StartsAnother()
    {
        using var other = await EmulatorConnection.OpenAsync(folder);
        var note = Path.Combine(folder, "running.json");
        await File.WriteAllTextAsync(note, (await File.ReadAllTextAsync(note)).Replace($"\"ProcessId\":{other.ProcessId},", "\"ProcessId\":1,", StringComparison.Ordinal));

        using var own = await EmulatorConnection.OpenAsync(folder);

        own.ProcessId.Should().NotBe(other.ProcessId);
    }

    [Fact]
    public async Task Open_NoteOfAWriterThatWasKilled_StartsOne()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "running.json"), "{\"ProcessId\":12");

        using var own = await EmulatorConnection.OpenAsync(folder);

        (await own.NewAccountAsync()).Should().NotBeEmpty();
    }
}
