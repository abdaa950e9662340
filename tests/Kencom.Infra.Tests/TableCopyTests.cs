using Azure.Data.Tables;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Kencom.TestSupport;
using Microsoft.Extensions.Time.Testing;

namespace Kencom.Infra.Tests;

/// <summary>The command that copies tables into files, puts rows back and removes old entries of the audit log, against the emulator.</summary>
public sealed class TableCopyTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kencom-tables-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    [Trait("Rule", "INF-3")]
    public async Task CopyAndRestore_RowsOfAllTypes_ComeBackAsTheyWereAndNothingNewerIsReplaced()
    {
        var storage = await StorageEmulator.NewAccountAsync();
        var table = new TableServiceClient(storage).GetTableClient("Members");
        await table.CreateAsync();
        var kept = new TableEntity("1-ab", "1-ab")
        {
            ["Name"] = "山田 \"太郎\"\nケンコム",
            ["Empty"] = string.Empty,
            ["Yes"] = true,
            ["No"] = false,
            ["Small"] = -7,
            ["Large"] = 9007199254740993L,
            ["Share"] = 0.1,
            ["At"] = new DateTimeOffset(2026, 11, 22, 1, 2, 3, TimeSpan.Zero).AddTicks(4567),
            ["Id"] = Guid.Parse("00000000-0000-0000-0000-00000000a9a9"),
            ["Bytes"] = new byte[] { 0, 255, 16 },
            ["Digits"] = "0123",
        };
        await table.AddEntityAsync(kept);
        await table.AddEntityAsync(new TableEntity("2-cd", "2-cd") { ["Name"] = "前" });

        Run("copy", storage).Output.Should().Contain("Members: 2 rows copied");
        await table.DeleteEntityAsync("1-ab", "1-ab");
        await table.UpsertEntityAsync(new TableEntity("2-cd", "2-cd") { ["Name"] = "後" }, TableUpdateMode.Replace);
        Run("restore", storage).Output.Should().Contain("Members: 1 rows put back, 1 were there");

        var restored = (await table.GetEntityAsync<TableEntity>("1-ab", "1-ab")).Value;
        foreach (var (name, value) in kept.Where(property => property.Key is not ("odata.etag" or "Timestamp")))
        {
            restored[name].Should().BeEquivalentTo(value, because: name).And.BeOfType(value.GetType(), because: name);
        }

        (await table.GetEntityAsync<TableEntity>("2-cd", "2-cd")).Value["Name"].Should().Be("後");

        Run("copy", storage).ExitCode.Should().NotBe(0, because: "a copy that exists is not replaced");
    }

    /// <summary>The log itself writes the entries; the command finds all three rows of each that is too old, and no other.</summary>
    [Fact]
    [Trait("Rule", "STF-2")]
    public async Task Prune_EntriesOlderThanThreeYears_GoAndTheOthersStay()
    {
        var storage = await StorageEmulator.NewAccountAsync();
        var tables = new TableServiceClient(storage);
        var table = tables.GetTableClient(TableNames.AuditLog);
        await table.CreateAsync();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddYears(-3).AddDays(-2));
        var log = new AuditLog(tables, clock);
        await log.AddAsync(new AuditEntry(new StaffMember("staff/1", "運用 花子"), "show-member", "member?" + new string('x', 300), "問い合わせ"));
        await log.AddAsync(new AuditEntry(new StaffMember("staff/1", "運用 花子"), "show-member", "half-removed", "問い合わせ"));
        await foreach (var row in table.QueryAsync<TableEntity>(row => row.PartitionKey == "subject-half-removed"))
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey);
        }

        clock.Advance(TimeSpan.FromDays(4));
        await log.AddAsync(new AuditEntry(new StaffMember("staff/1", "運用 花子"), "show-member", "kept", "問い合わせ"));

        Prune("2").ExitCode.Should().Be(2, because: "entries are kept for three years");
        Prune("3").Output.Should().Contain("2 entries").And.NotContain("花子");

        var left = await table.QueryAsync<TableEntity>().ToListAsync();
        left.Should().HaveCount(3).And.OnlyContain(row => row.GetString("Record").Contains("\"kept\"", StringComparison.Ordinal));
        Prune("3").Output.Should().Contain("0 entries");

        CommandResult Prune(string years) => Command.Run("dotnet", ["run", Path.Combine(Repository.Infra, "tables.cs"), "--", "prune", storage, years]);
    }

    private CommandResult Run(string command, string storage) =>
        Command.Run("dotnet", ["run", Path.Combine(Repository.Infra, "tables.cs"), "--", command, storage, folder, "Members"]);
}
