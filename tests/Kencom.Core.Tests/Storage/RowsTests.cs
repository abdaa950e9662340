using System.Text.Json.Serialization;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Core.Tests.Storage;

public sealed class RowsTests
{
    private static readonly RowKey Key = RowKey.Of("one");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Change_ByManyAtOnce_LosesNone(bool remembers)
    {
        var world = await RowsWorld.StartAsync(remembers);

        await Task.WhenAll(Enumerable.Range(0, 24).Select(n => world.Rows(n % 3).ChangeAsync(Key, Increase)));

        (await world.Rows(0).FindAsync(Key, default))!.Value.Number.Should().Be(24);
    }

    [Fact]
    public async Task Change_OfRememberedRowByManyOfOneInstance_IsFewWrites()
    {
        var world = await RowsWorld.StartAsync(remembers: true);
        var rows = world.Rows(0);
        await rows.ChangeAsync(Key, Increase);
        var before = world.Calls.All.Count;

        await rows.ChangeAsync(Key, Increase);
        (world.Calls.All.Count - before).Should().Be(1);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => rows.ChangeAsync(Key, Increase)));
        (world.Calls.All.Count - before).Should().BeLessThan(20);
        (await rows.FindAsync(Key, default))!.Value.Number.Should().Be(52);
    }

    [Fact]
    public async Task Change_RefusedOnWhatIsOnlyRemembered_LooksAgainFirst()
    {
        var world = await RowsWorld.StartAsync(remembers: true);
        await world.Rows(0).ChangeAsync(Key, _ => new Note(9));
        await world.Rows(1).ChangeAsync(Key, _ => new Note(1));

        var changed = await world.Rows(0).ChangeAsync(Key, note => note!.Number > 5 ? Errors.NotAnyMore : note with { Number = note.Number + 1 });

        changed.Value.Value.Number.Should().Be(2);
    }

    [Fact]
    public async Task Change_OfARowJustRead_IsOneCallAndDecidesAnewWhenAnotherWasFaster()
    {
        var world = await RowsWorld.StartAsync();
        var read = (await world.Rows(0).AddAsync(Key, new Note(1))).Row;
        var before = world.Calls.All.Count;
        var changed = await world.Rows(0).ChangeAsync(read, Increase);
        (world.Calls.All.Count - before).Should().Be(1);
        changed.Value.Value.Number.Should().Be(2);

        (await world.Rows(0).ChangeAsync(read, note => note is { Number: 1 } ? new Note(7) : Errors.NotAnyMore)).Error.Should().Be(Errors.NotAnyMore);
    }

    [Fact]
    public async Task Change_ThatMakesNoDifference_WritesNothing()
    {
        var world = await RowsWorld.StartAsync();
        var read = (await world.Rows(0).AddAsync(Key, new Note(1))).Row;
        var before = world.Calls.All.Count;

        (await world.Rows(0).ChangeAsync(read, note => note! with { })).IsSuccess.Should().BeTrue();

        world.Calls.All.Count.Should().Be(before);
    }

    [Fact]
    public async Task Change_WhoseTurnNeverComes_EndsAsBusy()
    {
        var world = await RowsWorld.StartAsync();
        await world.Rows(0).AddAsync(Key, new Note(0));
        world.BeforeWrite = () => world.Raw.UpsertEntityAsync(new TableEntity(Key.Partition, Key.Row) { ["Version"] = 1, ["WriteId"] = "x", ["Record"] = "{\"number\":5}" });

        var change = () => world.Rows(0).ChangeAsync(Key, Increase);

        await change.Should().ThrowAsync<RowBusyException>();
    }

    [Theory]
    [InlineData("add")]
    [InlineData("replace")]
    [InlineData("batch")]
    [InlineData("delete")]
    public async Task Write_WhoseAnswerIsLost_KnowsItsOwnSuccess(string write)
    {
        var world = await RowsWorld.StartAsync();
        var rows = world.Rows(0);
        var read = write == "add" ? null : (await rows.AddAsync(Key, new Note(1))).Row;
        world.LoseNextWrite();

        switch (write)
        {
            case "add":
                (await rows.AddAsync(Key, new Note(1))).IsNew.Should().BeTrue();
                break;
            case "replace":
                (await rows.ChangeAsync(read!, note => note is { Number: 1 } ? new Note(2) : Errors.NotAnyMore)).IsSuccess.Should().BeTrue();
                break;
            case "batch":
                (await RowBatch.TryWriteAsync(rows.Replacing(read!, new Note(2)), rows.Adding(new RowKey("one", "two"), new Note(3)))).Should().BeTrue();
                break;
            default:
                (await rows.DeleteAsync(read, note => note.Number == 1)).Should().BeTrue();
                break;
        }

        world.Lost.Should().BeTrue();
    }

    [Fact]
    public async Task Batch_OfWhichOneRowWasChanged_WritesNothing()
    {
        var world = await RowsWorld.StartAsync();
        var rows = world.Rows(0);
        var read = (await rows.AddAsync(Key, new Note(1))).Row;
        await rows.ChangeAsync(Key, Increase);

        (await RowBatch.TryWriteAsync(rows.Adding(new RowKey("one", "two"), new Note(3)), rows.Replacing(read, new Note(9)))).Should().BeFalse();

        (await rows.FindAsync(new RowKey("one", "two"), default)).Should().BeNull();
    }

    [Fact]
    public async Task Batch_OverTwoPartitionsOrTooManyRows_IsRefused()
    {
        var rows = (await RowsWorld.StartAsync()).Rows(0);

        var two = () => RowBatch.TryWriteAsync(rows.Adding(RowKey.Of("a"), new Note(1)), rows.Adding(RowKey.Of("b"), new Note(1)));
        var many = () => RowBatch.TryWriteAsync([.. Enumerable.Range(0, 101).Select(n => rows.Adding(new RowKey("a", $"{n}"), new Note(n)))]);

        await two.Should().ThrowAsync<ArgumentException>();
        await many.Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Delete_OfARange_DeletesItsRowsOnlyAndKeepsTheException()
    {
        var world = await RowsWorld.StartAsync();
        var rows = world.Rows(0);
        foreach (var (partition, row) in from partition in new[] { "a", "b", "c" } from row in Enumerable.Range(0, 120) select (partition, row))
        {
            await rows.AddAsync(new RowKey(partition, $"{row:d3}"), new Note(row));
        }

        await rows.DeleteAsync(RowRange.Partitions("a", "c"), except: new RowKey("b", "007"), default);

        (await rows.ListKeysAsync(RowRange.Partitions("a", "z"), default).CountAsync()).Should().Be(121);
        (await rows.ListKeysAsync(RowRange.Partition("b"), default).SingleAsync()).Row.Should().Be("007");
        (await rows.ListKeysAsync(RowRange.Prefix("c", "01"), default).CountAsync()).Should().Be(10);
    }

    [Fact]
    public async Task Add_OfARecordThatNoPropertyHolds_IsRefusedBeforeTheCall()
    {
        var world = await RowsWorld.StartAsync();
        var before = world.Calls.All.Count;

        var add = () => world.Rows(0).AddAsync(Key, new Note(1, new string('x', 40_000)));

        await add.Should().ThrowAsync<RowTooLargeException>();
        world.Calls.All.Count.Should().Be(before);
    }

    [Fact]
    public async Task Find_OfARowOfAnotherVersion_DoesNotGuess()
    {
        var world = await RowsWorld.StartAsync();
        await world.Raw.AddEntityAsync(new TableEntity(Key.Partition, Key.Row) { ["Version"] = 2, ["WriteId"] = "x", ["Record"] = "{}" });

        var find = () => world.Rows(0).FindAsync(Key, default);

        await find.Should().ThrowAsync<InvalidOperationException>();
    }

    private static Result<Note> Increase(Note? note) => new Note((note?.Number ?? 0) + 1);
}

internal sealed record Note(int Number, string? Text = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Note))]
internal sealed partial class NoteJson : JsonSerializerContext;

/// <summary>A table of notes, and several instances' access to it.</summary>
internal sealed class RowsWorld
{
    private readonly Dictionary<int, Rows<Note>> instances = [];
    private readonly string connectionString;
    private readonly bool remembers;

    private RowsWorld(string connectionString, bool remembers) => (this.connectionString, this.remembers) = (connectionString, remembers);

    public StorageCalls Calls { get; } = new();

    /// <summary>Done just before each write reaches the storage.</summary>
    public Func<Task>? BeforeWrite { get; set; }

    public bool Lost { get; private set; }

    public TableClient Raw => new(connectionString, "Notes");

    public static async Task<RowsWorld> StartAsync(bool remembers = false)
    {
        var world = new RowsWorld(await StorageEmulator.NewAccountAsync(), remembers);
        await world.Raw.CreateAsync();
        return world;
    }

    public Rows<Note> Rows(int instance)
    {
        lock (instances)
        {
            if (!instances.TryGetValue(instance, out var rows))
            {
                var options = new TableClientOptions();
                options.Retry.Delay = TimeSpan.FromMilliseconds(10);
                options.AddPolicy(Calls, Azure.Core.HttpPipelinePosition.PerRetry);
                options.AddPolicy(new Wire(this), Azure.Core.HttpPipelinePosition.PerRetry);
                instances[instance] = rows = new Rows<Note>(new TableServiceClient(connectionString, options), "Notes", NoteJson.Default.Note, remembers: remembers);
            }

            return rows;
        }
    }

    public void LoseNextWrite() => Calls.Fault = call => call.Method != "GET" && !Lost && (Lost = true) ? StorageFault.LostAnswer : StorageFault.None;

    private sealed class Wire(RowsWorld world) : HttpPipelinePolicy
    {
        public override void Process(Azure.Core.HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);

        public override async ValueTask ProcessAsync(Azure.Core.HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (message.Request.Method != Azure.Core.RequestMethod.Get && world.BeforeWrite is { } before)
            {
                await before();
            }

            await ProcessNextAsync(message, pipeline);
        }
    }
}
