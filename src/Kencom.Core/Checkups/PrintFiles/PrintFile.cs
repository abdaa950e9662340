namespace Kencom.Core.Checkups.PrintFiles;

/// <summary>A file of codes that were made here, for whoever prints the postcards (FILE-4). What it holds lies sealed in a blob.</summary>
public sealed record PrintFile
{
    /// <summary>Begins with the owner.</summary>
    public required string Id { get; init; }

    /// <summary>The insurer's number or the group's code.</summary>
    public required string Owner { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required int Rows { get; init; }

    public required DateTimeOffset DeletedAt { get; init; }

    /// <summary>How often it was opened, by all links together.</summary>
    public int Openings { get; init; }

    /// <summary>The link that works; a newer one ends it.</summary>
    public string? LinkId { get; init; }

    public int OpeningsOfLink { get; init; }
}

/// <summary>A person in the words of a file or a member's check.</summary>
public sealed record PrintWords(string KanaName, string BirthDate, string PersonId, string InsurerNumber, string CardSymbol, string CardNumber, string BranchNumber)
{
    /// <summary>Keeps names out of logs.</summary>
    public override string ToString() => nameof(PrintWords);
}

/// <summary>A row of a print file.</summary>
internal sealed record PrintRow(PrintWords Words, string Code, DateTimeOffset IssuedAt)
{
    /// <summary>Keeps codes out of logs.</summary>
    public override string ToString() => nameof(PrintRow);
}
