using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Rosters;

/// <summary>When all parts are compared: apply, or wait for an operator because something looks wrong (RST-6, RST-13).</summary>
public sealed class DecideRosterFile(
    RosterFileStore files, RosterBlobs blobs, RosterDispatch dispatch, FinishRosterFile finish, WriteRosterReport report, StartNextRosterFile startNext,
    IOptions<RosterOptions> options, TimeProvider clock)
{
    /// <summary>Stands for the hash until it is computed: some part has a person with a lapsed row.</summary>
    internal const string SomeLapsed = "?";

    public async Task HandleAsync(RosterFile file, CancellationToken cancellationToken)
    {
        switch (file.State)
        {
            case RosterFileState.Comparing when file.Compared.Count == file.Parts:
                await DecideAsync(file, cancellationToken);
                break;
            case RosterFileState.Applying:
                await dispatch.SendAsync(file, cancellationToken); // An instance may have died while it sent these.
                break;
            case RosterFileState.WaitingForApproval:
                await LetOthersGoAsync(file, cancellationToken);
                break;
            default:
                break;
        }
    }

    private async Task DecideAsync(RosterFile file, CancellationToken cancellationToken)
    {
        var lapsedHash = file.LapsedHash == SomeLapsed ? await MergeLapsedAsync(file, cancellationToken) : "";
        var head = await files.GetHeadAsync(file.InsurerNumber, cancellationToken);
        var reasons = Doubts(file, head, await EndedPersonsAsync(file, cancellationToken));
        var decided = await files.ChangeAsync(
            file.Id,
            current => current.State is not RosterFileState.Comparing ? null : current with
            {
                State = reasons.IsEmpty ? RosterFileState.Applying : RosterFileState.WaitingForApproval,
                Reasons = reasons,
                LapsedHash = lapsedHash,
                ProgressAt = clock.GetUtcNow(),
            },
            cancellationToken);
        if (decided is not { Changed: true, File: var changed })
        {
            return;
        }

        if (changed.State is RosterFileState.WaitingForApproval)
        {
            await report.HandleAsync(changed, cancellationToken);
            await LetOthersGoAsync(changed, cancellationToken);
        }
        else
        {
            await ApplyAsync(changed, head, cancellationToken);
        }
    }

    /// <summary>A file that changes nothing needs no part applied.</summary>
    internal async Task ApplyAsync(RosterFile file, RosterHead head, CancellationToken cancellationToken)
    {
        if (file.ChangedCards == 0 && file.LapsedHash == head.LapsedHash && file.Parts == head.Parts)
        {
            await finish.HandleAsync(file, cancellationToken);
        }
        else
        {
            await dispatch.SendAsync(file, cancellationToken);
        }
    }

    private async Task<string> MergeLapsedAsync(RosterFile file, CancellationToken cancellationToken)
    {
        var all = new HashSet<UInt128>();
        for (var part = 0; part < file.Parts; part++)
        {
            all.UnionWith(await blobs.ReadLapsedAsync(file.Id, part, cancellationToken));
        }

        return Convert.ToHexStringLower(SHA256.HashData(await blobs.WriteLapsedAsync(file.Id, part: null, all, cancellationToken)));
    }

    private bool AreTooMany(int ended, RosterFile file) => ended > options.Value.MaxEndedShare * file.OpenBefore;

    /// <summary>Rows that end, less those of persons who came to another card (EL-15): these are looked at only when it matters.</summary>
    private async Task<int> EndedPersonsAsync(RosterFile file, CancellationToken cancellationToken)
    {
        if (!AreTooMany(file.Counts.Ended, file))
        {
            return file.Counts.Ended;
        }

        var all = new PersonMoves([], []);
        for (var part = 0; part < file.Parts; part++)
        {
            var moves = await blobs.ReadMovesAsync(file.Id, part, cancellationToken);
            all.Ended.UnionWith(moves.Ended);
            all.Come.UnionWith(moves.Come);
        }

        return file.Counts.Ended - all.Ended.Count(all.Come.Contains);
    }

    private ImmutableArray<string> Doubts(RosterFile file, RosterHead head, int ended)
    {
        var doubts = ImmutableArray.CreateBuilder<string>();
        var rows = file.Counts.Read - file.Counts.Skipped;
        if (AreTooMany(ended, file))
        {
            doubts.Add(Text($"加入者{file.OpenBefore}人のうち{ended}人がファイルになく、資格喪失になります。"));
        }

        if (file.RowsOfOthers > 0)
        {
            doubts.Add(Text($"フォルダーと異なる保険者番号の行が{file.RowsOfOthers}行あります（承認しても、これらの行は取り込みません）。"));
        }

        if (file.ImpossibleAges > options.Value.MaxImpossibleAgeShare * rows)
        {
            doubts.Add(Text($"ありえない年齢（120歳超または生まれる前）の行が{file.ImpossibleAges}行あります。"));
        }

        if (head.LastDatedPath is { } last && FileNameDate.Find(file.Path) is { } date && FileNameDate.Find(last) is { } lastDate && date.IsOlderThan(lastDate))
        {
            doubts.Add("ファイル名の日付が、最後に取り込んだファイルより古くなっています。");
        }

        return doubts.ToImmutable();
    }

    /// <summary>A file that waits does not hold up the next; if that is applied, this one can no longer be (ApproveRosterFile).</summary>
    private async Task LetOthersGoAsync(RosterFile file, CancellationToken cancellationToken)
    {
        await files.ChangeHeadAsync(file.InsurerNumber, head => head.CurrentFileId == file.Id ? head with { CurrentFileId = null } : null, cancellationToken);
        await startNext.HandleAsync(file.InsurerNumber, cancellationToken);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
