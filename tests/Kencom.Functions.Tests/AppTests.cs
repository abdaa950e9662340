namespace Kencom.Functions.Tests;

/// <summary>An app and a storage of its own for each test; the limits by network address are loose unless the class says otherwise.</summary>
public abstract class AppTests : IAsyncLifetime
{
    protected TestApp App { get; private set; } = null!;

    protected virtual void Configure(TestAppOptions options)
    {
    }

    public async ValueTask InitializeAsync() => App = await TestApp.StartAsync(Configure);

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>One app for all tests of a class that leave nothing another could trip over: cheaper than one each.</summary>
public sealed class SharedApp : IAsyncLifetime
{
    public TestApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await TestApp.StartAsync();

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
