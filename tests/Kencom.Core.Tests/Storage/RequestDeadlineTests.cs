using Azure.Data.Tables;
using Kencom.Core.Storage;
using Kencom.TestSupport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Tests.Storage;

/// <summary>Requests that share a write wait for no longer than their own time, and lose nothing when another's ends (API-1).</summary>
public sealed class RequestDeadlineTests
{
    [Fact]
    [Trait("Rule", "API-1")]
    public async Task Change_WaitingBehindOneWhoseTimeEnds_IsWritten()
    {
        var rows = new RememberedRows<CountEntity>(await NewTableAsync());
        Task<CountEntity?>? second = null;

        var first = CountAsync(rows, TimeSpan.FromMilliseconds(300), () =>
        {
            second ??= CountAsync(rows, TimeSpan.FromMinutes(1), () => { });
            SpinWait.SpinUntil(() => RequestDeadline.Left == TimeSpan.Zero);
        });

        await FluentActions.Awaiting(() => first).Should().ThrowAsync<TimeoutException>();
        (await second!)!.Count.Should().Be(1, "the first was not written");
    }

    [Fact]
    [Trait("Rule", "API-1")]
    public async Task Wait_ForWorkOfAnotherRequest_EndsWithTheTimeOfThis()
    {
        RequestDeadline.Begin(TimeSpan.FromMilliseconds(20));

        await FluentActions.Awaiting(() => RequestDeadline.WaitAsync(new TaskCompletionSource<int>().Task, CancellationToken.None)).Should().ThrowAsync<TimeoutException>();
    }

    private static async Task<CountEntity?> CountAsync(RememberedRows<CountEntity> rows, TimeSpan patience, Action meanwhile)
    {
        RequestDeadline.Begin(patience);
        return await rows.ChangeAsync(
            "a",
            "a",
            row =>
            {
                meanwhile();
                return new CountEntity { Count = (row?.Count ?? 0) + 1 };
            },
            CancellationToken.None);
    }

    private static async Task<TableClient> NewTableAsync()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(StorageOptions.Section, await StorageEmulator.NewAccountAsync())]).Build();
        var services = new ServiceCollection().AddStorage(configuration).BuildServiceProvider();
        var table = services.GetRequiredService<TableServiceClient>().GetTableClient("Counts");
        await table.CreateAsync();
        return table;
    }

    internal sealed class CountEntity : IStampedEntity
    {
        public string PartitionKey { get; set; } = "";

        public string RowKey { get; set; } = "";

        public DateTimeOffset? Timestamp { get; set; }

        public Azure.ETag ETag { get; set; }

        public string? WriteId { get; set; }

        public int Count { get; set; }
    }
}
