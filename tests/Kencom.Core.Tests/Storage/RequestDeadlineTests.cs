using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Core.Tests.Storage;

/// <summary>Requests that share a write wait for no longer than their own time, and lose nothing when another's ends (API-1).</summary>
public sealed class RequestDeadlineTests
{
    [Fact]
    [Trait("Rule", "API-1")]
    public async Task Change_WaitingBehindOneWhoseTimeEnds_IsWritten()
    {
        await using var app = await CoreApp.StartAsync();
        var tables = app.Get<TableServiceClient>();
        await tables.GetTableClient("Notes").CreateAsync();
        var rows = new Rows<Note>(tables, "Notes", NoteJson.Default.Note, remembers: true);
        Task<Result<Row<Note>>>? second = null;

        var first = CountAsync(rows, TimeSpan.FromMilliseconds(300), () =>
        {
            second ??= CountAsync(rows, TimeSpan.FromMinutes(1), () => { });
            SpinWait.SpinUntil(() => RequestDeadline.Left == TimeSpan.Zero);
        });

        await FluentActions.Awaiting(() => first).Should().ThrowAsync<TimeoutException>();
        (await second!).Value.Value.Number.Should().Be(1, "the first was not written");
    }

    [Fact]
    [Trait("Rule", "API-1")]
    public async Task Wait_ForWorkOfAnotherRequest_EndsWithTheTimeOfThis()
    {
        RequestDeadline.Begin(TimeSpan.FromMilliseconds(20));

        await FluentActions.Awaiting(() => RequestDeadline.WaitAsync(new TaskCompletionSource<int>().Task, CancellationToken.None)).Should().ThrowAsync<TimeoutException>();
    }

    private static Task<Result<Row<Note>>> CountAsync(Rows<Note> rows, TimeSpan patience, Action meanwhile)
    {
        return CountInFlowAsync();

        async Task<Result<Row<Note>>> CountInFlowAsync()
        {
            RequestDeadline.Begin(patience);
            return await rows.ChangeAsync(RowKey.Of("a"), note =>
            {
                meanwhile();
                return new Note((note?.Number ?? 0) + 1);
            });
        }
    }
}
