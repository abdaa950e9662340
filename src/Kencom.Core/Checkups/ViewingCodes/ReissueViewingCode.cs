using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kencom.Core.Checkups.PrintFiles;
using Kencom.Core.Members;
using Kencom.Core.Security;

namespace Kencom.Core.Checkups.ViewingCodes;

/// <param name="Application">What the code is made for, such as the number of the confirmed application: once for each, however often it is asked for.</param>
public sealed record ReissueViewingCodeCommand(string MemberId, string Application);

/// <summary>
/// Makes a new code for a member (CK-6): the old one ends, the new one is in a print file of its own. Who asks has written the audit log and checked the
/// application.
/// </summary>
public sealed class ReissueViewingCode(
    MemberStore members, PersonsOfMember persons, ViewingCodeStore codes, WritePrintFile printFile, KeyedHasher hasher, Sealer sealer, TimeProvider clock)
{
    /// <returns>The id of the print file; not found for a member of whom no file has told.</returns>
    public async Task<Result<string>> HandleAsync(ReissueViewingCodeCommand command, CancellationToken cancellationToken)
    {
        if (await members.FindAsync(command.MemberId, cancellationToken) is not { LeavingSince: null } member)
        {
            return Errors.NotFound;
        }

        var candidates = await persons.ListCodesAsync(member, cancellationToken);
        var own = candidates.Where(candidate => candidate.Code?.BoundTo is null || candidate.Code.BoundTo == member.Id).ToArray();
        if (own is not [var person, ..] || (member.GroupCode is not null && own.Length > 1))
        {
            return Errors.NotFound;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var (id, owner) = (IdOf(command, member), OwnerOf(member));
        var code = CodeWords.Make(hasher, hasher.CurrentVersion, command.Application, person.Key);
        var hashes = CodeWords.Hash(hasher, code);
        await codes.IssueAsync(person.Key, hashes, clock.GetUtcNow(), sequence: null);
        var issued = (await codes.FindAsync(person.Key, CancellationToken.None))!;
        await printFile.WriteAsync(id, owner, new[] { new PrintRow(WordsOf(member), code, issued.IssuedAt) }.ToAsyncEnumerable(), CancellationToken.None);
        return id;
    }

    /// <summary>The values of the last confirmed check, which the member's record holds sealed for this; a group's member has none.</summary>
    private PrintWords WordsOf(Member member) =>
        member.SealedCheck is { } check
            ? JsonSerializer.Deserialize<ConfirmedCheck>(sealer.OpenText(ConfirmedCheck.Purpose, member.Id, check))!.ToWords()
            : new PrintWords(member.KanaName, Day(member.BirthDate), "", member.InsurerNumber ?? "", "", "", "");

    private static string OwnerOf(Member member) => member.GroupCode ?? member.InsurerNumber!;

    private static string IdOf(ReissueViewingCodeCommand command, Member member) =>
        $"{OwnerOf(member)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{command.Application}\n{member.Id}")).AsSpan(0, 10))}";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>What is read of a member's last confirmed check.</summary>
internal static class ConfirmedChecks
{
    public static PrintWords ToWords(this ConfirmedCheck check) => new(
        check.KanaName, check.BirthDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "", check.InsurerNumber, check.CardSymbol, check.CardNumber, "");
}
