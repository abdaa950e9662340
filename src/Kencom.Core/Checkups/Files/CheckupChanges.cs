using Kencom.Core.Checkups.Results;
using Kencom.Core.Checkups.ViewingCodes;

namespace Kencom.Core.Checkups.Files;

/// <summary>What a part of a checkup file changes: worked out when it is compared, written when it is applied.</summary>
internal sealed record CheckupChanges(List<PersonChange> Persons, List<CheckupRow> Kept);

/// <summary>What changes of one person's results.</summary>
/// <param name="New">A group's person who is seen for the first time.</param>
/// <param name="RemovesAll">Before anything else.</param>
internal sealed record PersonChange(string PersonKey, string? CardKey, FilePerson Person, GroupPerson? New, bool RemovesAll, List<CheckupDelta> Checkups);

/// <summary>What changes of one checkup.</summary>
/// <param name="Removes">What is there, before anything is added.</param>
/// <param name="IsNew">Nothing was there when it was compared.</param>
internal sealed record CheckupDelta(Checkup Checkup, bool Removes, bool IsNew);
