namespace Kencom.Core.Storage;

/// <summary>Every table that exists. The infrastructure creates the same ones (a test compares them).</summary>
public static class TableNames
{
    public const string Registrations = "Registrations";
    public const string RegistrationStarts = "RegistrationStarts";
    public const string WaitingChecks = "WaitingChecks";
    public const string RosterCards = "RosterCards";
    public const string RosterPersons = "RosterPersons";
    public const string Rosters = "Rosters";
    public const string Files = "Files";
    public const string Insurers = "Insurers";
    public const string Groups = "Groups";

    /// <summary>The members, each with their sessions in one partition: a completion writes both in one call.</summary>
    public const string Members = "Members";
    public const string Logins = "Logins";
    public const string PersonClaims = "PersonClaims";
    public const string Invitations = "Invitations";
    public const string Counters = "Counters";
    public const string OneTimeTokens = "OneTimeTokens";
    public const string Mails = "Mails";
    public const string MailBudgets = "MailBudgets";
    public const string AuditLog = "AuditLog";
    public const string Inquiries = "Inquiries";

    /// <summary>Leads support from name and birth date to members (STF-3).</summary>
    public const string MemberNames = "MemberNames";

    /// <summary>Queue messages that failed for good (STF-6).</summary>
    public const string PoisonMessages = "PoisonMessages";

    /// <summary>When each sweep last went through (STF-6).</summary>
    public const string SweepRuns = "SweepRuns";

    /// <summary>Results, sealed: a person's are one partition (CK-7).</summary>
    public const string Checkups = "Checkups";
    public const string CheckupAccess = "CheckupAccess";
    public const string ViewingCodes = "ViewingCodes";
    public const string GroupPersons = "GroupPersons";
    public const string CheckupHeads = "CheckupHeads";
    public const string CheckupBatches = "CheckupBatches";
    public const string KeptResults = "KeptResults";
    public const string PrintFiles = "PrintFiles";

    /// <summary>What is to be looked at when (API-5).</summary>
    public const string Due = "Due";

    public static IReadOnlyList<string> All { get; } =
    [
        Registrations, RegistrationStarts, WaitingChecks, RosterCards, RosterPersons, Rosters, Files, Insurers, Groups, Members, Logins,
        PersonClaims, Invitations, Counters, OneTimeTokens, Mails, MailBudgets, AuditLog, Due,
        Checkups, CheckupAccess, ViewingCodes, GroupPersons, CheckupHeads, CheckupBatches, KeptResults, PrintFiles,
        Inquiries, MemberNames, PoisonMessages, SweepRuns,
    ];
}

/// <summary>Every queue: kebab-case verb phrases. Each has a poison queue of the same name with <see cref="PoisonSuffix"/>.</summary>
public static class QueueNames
{
    public const string PoisonSuffix = "-poison";

    public const string SendMail = "send-mail";
    public const string FinishRegistration = "finish-registration";
    public const string RemoveMember = "remove-member";
    public const string ResumeWaitingChecks = "resume-waiting-checks";

    /// <summary>The one noun: its messages are Event Grid's, not ours (RST-3).</summary>
    public const string FileArrivals = "file-arrivals";
    public const string SplitFile = "split-file";
    public const string CompareFile = "compare-file";
    public const string ApplyFile = "apply-file";

    /// <summary>A roster has come: rows of results that found nobody are tried again (FILE-2).</summary>
    public const string TakeUpResults = "take-up-results";

    /// <summary>Viewing codes that stood in a roster (FILE-3).</summary>
    public const string TakeRosterCodes = "take-roster-codes";

    /// <summary>An operator has changed which insurers count as one (EL-8).</summary>
    public const string LinkRoster = "link-roster";

    public static IReadOnlyList<string> All { get; } = [SendMail, FinishRegistration, RemoveMember, ResumeWaitingChecks, FileArrivals, SplitFile, CompareFile, ApplyFile, TakeUpResults, TakeRosterCodes, LinkRoster];
}

/// <summary>Every blob container. The first three are where insurers drop files (spec section 6).</summary>
public static class ContainerNames
{
    public const string Rosters = "rosters";
    public const string Checkups = "checkups";
    public const string ViewingCodes = "viewing-codes";

    /// <summary>What lies beside a file while it is imported: hashed or sealed, never personal data in the clear.</summary>
    public const string FileWork = "file-work";
    public const string FileReports = "file-reports";

    /// <summary>What the tables hold of each insurer's roster, part by part, to compare the next file with.</summary>
    public const string RosterState = "roster-state";

    /// <summary>What insurers print on postcards, sealed (FILE-4).</summary>
    public const string PrintFiles = "print-files";

    public static IReadOnlyList<string> All { get; } = [Rosters, Checkups, ViewingCodes, FileWork, FileReports, RosterState, PrintFiles];
}
