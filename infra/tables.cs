#:package Azure.Data.Tables
#:package Azure.Identity
#:property RestorePackagesWithLockFile=false
#:property RestoreLockedMode=false
#:property PublishAot=false

// Copies tables into files and puts missing rows back, with the types of all values; removes what the audit log has kept long enough.
//
//   dotnet run infra/tables.cs -- copy    https://stdata.table.core.windows.net FOLDER Members Logins PersonClaims
//   dotnet run infra/tables.cs -- restore https://stdata.table.core.windows.net FOLDER Members Logins PersonClaims
//   dotnet run infra/tables.cs -- prune   https://stdata.table.core.windows.net YEARS
//
// One line of JSON a row, in FOLDER/{table}.ndjson.gz. A copy never replaces a file, a restore never replaces a row: what is there is newer.
// Whoever runs it is asked by DefaultAzureCredential; a connection string in place of the address is for the emulator.

using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Data.Tables;
using Azure.Identity;

#pragma warning disable RS0030 // A command speaks to the console.
#pragma warning disable MA0047 // All of it is this file.

if (args is ["prune", var log, var number] && int.TryParse(number, CultureInfo.InvariantCulture, out var years) && years >= AuditEntries.LeastYears)
{
    await Console.Out.WriteLineAsync(await AuditEntries.PruneAsync(ServiceAt(log).GetTableClient("AuditLog"), years));
    return 0;
}

if (args is not [("copy" or "restore") and var command, var address, var folder, _, ..])
{
    await Console.Error.WriteLineAsync("dotnet run infra/tables.cs -- copy|restore ADDRESS FOLDER TABLE... or prune ADDRESS YEARS (3 or more)");
    return 2;
}

var service = ServiceAt(address);
foreach (var table in args[3..])
{
    var file = Path.Combine(folder, $"{table}.ndjson.gz");
    var client = service.GetTableClient(table);
    await Console.Out.WriteLineAsync(command == "copy" ? await CopyAsync(client, file) : await RestoreAsync(client, file));
}

return 0;

static TableServiceClient ServiceAt(string address) => address.StartsWith("https://", StringComparison.Ordinal)
    ? new TableServiceClient(new Uri(address), new DefaultAzureCredential())
    : new TableServiceClient(address);

// Written beside its final name first: a copy that was cut off is never taken for a whole one.
static async Task<string> CopyAsync(TableClient table, string file)
{
    var unfinished = $"{file}.unfinished";
    var rows = 0L;
    if (File.Exists(file))
    {
        throw new InvalidOperationException($"{file} exists.");
    }

    await using (var writer = new StreamWriter(new GZipStream(File.Create(unfinished), CompressionLevel.Fastest)))
    {
        await foreach (var row in table.QueryAsync<TableEntity>(maxPerPage: 1000))
        {
            await writer.WriteLineAsync(Lines.Write(row));
            rows++;
        }
    }

    File.Move(unfinished, file);
    return $"{table.Name}: {rows} rows copied";
}

static async Task<string> RestoreAsync(TableClient table, string file)
{
    var (added, there) = (0L, 0L);
    using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
    await Parallel.ForEachAsync(ReadLinesAsync(reader), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (line, cancellationToken) =>
    {
        try
        {
            await table.AddEntityAsync(Lines.Read(line), cancellationToken);
            Interlocked.Increment(ref added);
        }
        catch (RequestFailedException conflict) when (conflict.Status == 409)
        {
            Interlocked.Increment(ref there);
        }
    });
    return $"{table.Name}: {added} rows put back, {there} were there";
}

static async IAsyncEnumerable<string> ReadLinesAsync(StreamReader reader)
{
    while (await reader.ReadLineAsync() is { } line)
    {
        yield return line;
    }
}

/// <summary>A row as a line: each value with the letter of its type, since JSON knows fewer types than a table.</summary>
internal static class Lines
{
    public static string Write(TableEntity row)
    {
        var json = new JsonObject();
        foreach (var (name, value) in row.Where(property => property.Key is not ("odata.etag" or "Timestamp")))
        {
            json[name] = new JsonArray(Parts(value).Select(part => (JsonNode?)JsonValue.Create(part)).ToArray());
        }

        return json.ToJsonString();
    }

    public static TableEntity Read(string line)
    {
        var row = new TableEntity();
        foreach (var (name, value) in JsonDocument.Parse(line).RootElement.EnumerateObject().Select(property => (property.Name, property.Value)))
        {
            row[name] = Value(value[0].GetString()!, value[1].GetString()!);
        }

        return row;
    }

    private static string[] Parts(object value) => value switch
    {
        string text => ["s", text],
        bool flag => ["b", flag ? "1" : "0"],
        int number => ["i", number.ToString(CultureInfo.InvariantCulture)],
        long number => ["l", number.ToString(CultureInfo.InvariantCulture)],
        double number => ["d", number.ToString("R", CultureInfo.InvariantCulture)],
        DateTimeOffset instant => ["t", instant.ToString("O", CultureInfo.InvariantCulture)],
        Guid id => ["g", id.ToString("D")],
        BinaryData bytes => ["x", Convert.ToBase64String(bytes)],
        byte[] bytes => ["x", Convert.ToBase64String(bytes)],
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    private static object Value(string type, string text) => type switch
    {
        "s" => text,
        "b" => text == "1",
        "i" => int.Parse(text, CultureInfo.InvariantCulture),
        "l" => long.Parse(text, CultureInfo.InvariantCulture),
        "d" => double.Parse(text, CultureInfo.InvariantCulture),
        "t" => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture),
        "g" => Guid.Parse(text),
        "x" => Convert.FromBase64String(text),
        _ => throw new NotSupportedException(type),
    };
}

/// <summary>Entries of the audit log: each is three rows with one row key, under its day, its person of staff and its subject (<c>AuditLog</c>).</summary>
internal static class AuditEntries
{
    /// <summary>STF-2.</summary>
    public const int LeastYears = 3;

    private static readonly TimeSpan Japan = TimeSpan.FromHours(9);

    /// <summary>Reads the days that are over, and no others. An entry leaves its day last: what broke off is found again.</summary>
    public static async Task<string> PruneAsync(TableClient table, int years)
    {
        var firstKept = DateOnly.FromDateTime(DateTimeOffset.UtcNow.ToOffset(Japan).Date).AddYears(-years).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var removed = 0L;
        var old = table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey ge {"day-"} and PartitionKey lt {$"day-{firstKept}"}"), maxPerPage: 1000);
        await Parallel.ForEachAsync(old, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (row, cancellationToken) =>
        {
            var entry = JsonDocument.Parse(row.GetString("Record")).RootElement.GetProperty("entry");
            await table.DeleteEntityAsync(Key("subject", entry.GetProperty("subject")), row.RowKey, ETag.All, cancellationToken);
            await table.DeleteEntityAsync(Key("staff", entry.GetProperty("who").GetProperty("id")), row.RowKey, ETag.All, cancellationToken);
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
            Interlocked.Increment(ref removed);
        });
        return $"AuditLog: {removed} entries before {firstKept} removed";
    }

    /// <summary>As the application makes it: what is no character of an id is an underscore, and 200 characters count.</summary>
    private static string Key(string kind, JsonElement id) =>
        $"{kind}-{string.Concat(id.GetString()!.Take(200).Select(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' ? character : '_'))}";
}
