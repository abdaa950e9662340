using Kencom.Core.Checkups.PrintFiles;
using Kencom.Core.Checkups.ViewingCodes;

namespace Kencom.Core.Checkups.Files;

/// <summary>The codes that a part of a file brings to persons who did not have them.</summary>
internal sealed record CodeChanges(List<CodeIssue> Issues);

/// <summary>A code for a person.</summary>
/// <param name="CardKey">The card on which an insurer's person was found.</param>
/// <param name="New">A group's person who is seen for the first time.</param>
/// <param name="IsMade">It was made here, so that it is to be printed.</param>
internal sealed record CodeIssue(int Line, string PersonKey, string? CardKey, FilePerson Person, GroupPerson? New, string Code, bool IsMade, PrintWords Words)
{
    /// <summary>Keeps codes out of logs.</summary>
    public override string ToString() => nameof(CodeIssue);
}
