using Azure;
using Azure.Core.Pipeline;
using Kencom.Core.Files;
using Kencom.Core.Storage;
using Kencom.Core.Tests.Rosters;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Tests.Faults;

/// <summary>
/// Comparing and applying a part of a roster with a fault at each of their storage calls: the message comes back, or the sweep finds what was left, and the import
/// ends as one that was left alone (RST-5).
/// </summary>
public sealed class PartFaultTests
{
    private static readonly (string Key, string Value) Exists = ("Storage:CreateMissing", "false");

    [Theory]
    [Trait("Rule", "RST-5")]
    [MemberData(nameof(FaultMatrix.Faults), MemberType = typeof(FaultMatrix))]
    public Task ComparePart_WithAFaultAtAnyCall_EndsAsOneThatWasLeftAlone(OperationFault fault) =>
        AtEachCallAsync(fault, fewest: 6, FileState.Comparing, (app, message, cancellationToken) => app.Get<CompareFilePart>().HandleAsync(message, cancellationToken));

    [Theory]
    [Trait("Rule", "RST-5")]
    [MemberData(nameof(FaultMatrix.Faults), MemberType = typeof(FaultMatrix))]
    public Task ApplyPart_WithAFaultAtAnyCall_EndsAsOneThatWasLeftAlone(OperationFault fault) =>
        AtEachCallAsync(fault, fewest: 8, FileState.Applying, (app, message, cancellationToken) => app.Get<ApplyFilePart>().HandleAsync(message, cancellationToken));

    private static async Task AtEachCallAsync(OperationFault fault, int fewest, FileState state, Func<CoreApp, FilePartMessage, CancellationToken, Task> handle)
    {
        var storage = await StorageEmulator.NewAccountAsync();
        await using var app = await RosterSteps.StartAsync(storage, configure: null);
        var befell = true;
        for (var at = 1; befell; at++)
        {
            var insurer = new Roster($"0612{at:d4}");
            await app.ImportAsync($"{insurer.Number}/full/1.csv", RosterText.File(insurer.Before));
            var message = new FilePartMessage((await BringToAsync(app, insurer, state)).Id, 0);

            befell = await BefallAsync(fault, at, storage, app, faulty => (caller => handle(faulty, message, caller)), () => handle(app, message, CancellationToken.None));

            await using var later = fault == OperationFault.KeyRotated ? await RosterSteps.StartAsync(storage, configure: null, [Exists, .. FaultMatrix.RotatedKey]) : null;
            app.Clock.Advance(TimeSpan.FromSeconds(61));
            AlignClocks(app, later ?? app);
            await ShouldEndAsLeftAloneAsync(later ?? app, insurer);
            if (!befell)
            {
                at.Should().BeGreaterThan(fewest, "the fault befell each call before");
            }
        }
    }

    /// <summary>Takes a file of changes so far that its one part is to be compared or applied, and nobody has begun.</summary>
    private static async Task<DroppedFile> BringToAsync(CoreApp app, Roster insurer, FileState state)
    {
        app.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await app.DropAsync(insurer.Changes, RosterText.File(insurer.After[1], insurer.After[3]));
        await app.Get<ReceiveFiles>().HandleAsync(ContainerNames.Rosters, insurer.Changes, default);
        var file = await app.FileAsync(insurer.Changes);
        await app.Get<SplitFile>().HandleAsync(new SplitFileMessage(file.Id), default);
        if (state == FileState.Applying)
        {
            await app.Get<CompareFilePart>().HandleAsync(new FilePartMessage(file.Id, 0), default);
        }

        file = await app.FileAsync(insurer.Changes);
        (file.State, file.Parts).Should().Be((state, 1));
        return file;
    }

    /// <returns>Whether the work made the call.</returns>
    private static async Task<bool> BefallAsync(
        OperationFault fault, int at, string storage, CoreApp app, Func<CoreApp, Func<CancellationToken, Task>> workOf, Func<Task> meanwhile)
    {
        var calls = new StorageCalls();
        await using var faulty = await RosterSteps.StartAsync(storage, services => services.AddSingleton<HttpPipelinePolicy>(calls), Exists, ("Storage:RequestRetries", "1"));
        AlignClocks(app, faulty);
        using var host = new CancellationTokenSource();
        var befallen = new FaultAt(calls, fault, at, fault == OperationFault.Stalled ? () => Task.Run(OvertakeAsync).GetAwaiter().GetResult() : host.Cancel);
        RequestDeadline.Begin(TimeSpan.FromSeconds(30)); // Few tries of each call: waiting is no part of this.
        try
        {
            await workOf(faulty)(host.Token);
        }
        catch (Exception interrupted) when (interrupted is StorageCalls.StorageAbortedException or OperationCanceledException or AggregateException or RequestFailedException { Status: 404 or 503 })
        {
            // Aggregate: storage did not answer in time, as on a busy machine; the few tries are used up.
            // 404: what lay beside the file is gone with its end. The message comes back, and finds that.
        }

        return befallen.Befell;

        // The message was handed out twice, and the other receiver has gone on to the end of the file.
        async Task OvertakeAsync()
        {
            await meanwhile();
            await app.PumpAsync();
        }
    }

    /// <summary>Each begins at the time at which it was started.</summary>
    private static void AlignClocks(CoreApp one, CoreApp other)
    {
        var now = new[] { one.Clock.GetUtcNow(), other.Clock.GetUtcNow() }.Max();
        one.Clock.SetUtcNow(now);
        other.Clock.SetUtcNow(now);
    }

    private static async Task ShouldEndAsLeftAloneAsync(CoreApp app, Roster insurer)
    {
        await app.Get<SweepFiles>().HandleAsync(default);
        await app.PumpAsync();

        var file = await app.FileAsync(insurer.Changes);
        (file.State, file.Counts).Should().Be((FileState.Done, new FileCounts(Read: 2, Added: 1, Changed: 1)));
        (await app.ReportAsync(file)).Counts.Should().Be(file.Counts);
        (await app.CheckAsync(insurer.Number, "1234", "4", "ケンコムハナ", "1975-01-02"))!.Person.Should().NotBeNull();
        (await app.CheckAsync(insurer.Number, "1234", "2", "ケンコムタロウ", "1972-04-15"))!.Person!.CoverageEnd.Should().Be(new DateOnly(2023, 3, 31));

        // What the next file is compared with is what the tables hold.
        (await app.ImportAsync($"{insurer.Number}/full/3.csv", RosterText.File(insurer.After))).Counts.Should().Be(new FileCounts(Read: 4, Unchanged: 4));
    }

    /// <summary>What an insurer sends: three persons, and then that one has left and another has come.</summary>
    private sealed record Roster(string Number)
    {
        public string Changes => $"{Number}/diff/2.csv";

        public string[] Before => [Row("1"), Row("2"), Row("3")];

        public string[] After => [Row("1"), Row("2", end: "2023-03-31"), Row("3"), RosterText.Row(Number, number: "4", name: "ケンコムハナ", birth: "1975-01-02")];

        private string Row(string number, string end = "") => RosterText.Row(Number, number: number, end: end);
    }
}
