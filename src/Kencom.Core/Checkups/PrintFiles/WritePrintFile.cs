using System.Globalization;
using System.Text;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Checkups.PrintFiles;

/// <summary>Writes a print file, sealed, as its rows come: memory does not grow with it. The same file again is the same.</summary>
public sealed class WritePrintFile(PrintFileStore files, Sealer sealer, IOptions<CheckupOptions> options, TimeProvider clock)
{
    internal const string Purpose = "print-file";

    private const string Header = "氏名カナ,生年月日,加入者ID,保険者番号,記号,番号,枝番,健診閲覧コード,発行日,有効期限\r\n";

    /// <summary>What CP932 cannot write becomes 〓, as printers did.</summary>
    private static readonly Encoding Cp932 = CodePagesEncodingProvider.Instance.GetEncoding(932, new EncoderReplacementFallback("〓"), DecoderFallback.ExceptionFallback)!;

    /// <param name="id">Follows from what the codes were made for, so that a repetition writes no second file.</param>
    internal async Task<PrintFile> WriteAsync(string id, string owner, IAsyncEnumerable<PrintRow> rows, CancellationToken cancellationToken)
    {
        if (await files.FindAsync(id, cancellationToken) is { } present)
        {
            return present;
        }

        var count = 0;
        await using (var blob = await files.BlobOf(id).OpenWriteAsync(overwrite: true, cancellationToken: cancellationToken))
        {
            await new SealedStream(sealer, Purpose, id).WriteAsync(Lines(), blob, cancellationToken);
        }

        var now = clock.GetUtcNow();
        var file = new PrintFile { Id = id, Owner = owner, CreatedAt = now, Rows = count, DeletedAt = now + options.Value.PrintFileKeptFor };
        await files.AddAsync(file);
        return file;

        async IAsyncEnumerable<byte[]> Lines()
        {
            yield return Cp932.GetBytes(Header);
            await foreach (var row in rows)
            {
                count++;
                yield return Cp932.GetBytes(Line(row));
            }
        }
    }

    private string Line(PrintRow row)
    {
        var (words, lastDay) = (row.Words, JapanTime.DateOf(row.IssuedAt + options.Value.CodeValidFor).AddDays(-1));
        string[] values =
        [
            words.KanaName, words.BirthDate, words.PersonId, words.InsurerNumber, words.CardSymbol, words.CardNumber, words.BranchNumber,
            row.Code, Day(JapanTime.DateOf(row.IssuedAt)), Day(lastDay),
        ];
        return string.Join(',', values.Select(value => $"\"{Harmless(value).Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\r\n";
    }

    /// <summary>A spreadsheet computes what begins like a formula, whatever the quotes (CWE-1236).</summary>
    private static string Harmless(string value) => value is ['=' or '+' or '-' or '@' or '\t' or '\r' or '＝' or '＋' or '－' or '＠', ..] ? "'" + value : value;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
