using Kencom.Core.Cards;
using Kencom.Core.Rosters;
using Kencom.Core.Security;

namespace Kencom.Core.Tests.Rosters;

/// <summary>
/// Families on two cards of one insurer, and the files that it sends about them: whoever is meant by a row is known here, and only here. After each file
/// people register, and what must never happen is looked for (EL-15, FIN-2, RST-6, RST-7).
/// </summary>
internal sealed class FamilyHistory(KeyedHasher hasher, int seed)
{
    private const string Insurer = "06123459";
    private const int Cards = 2;

    private static readonly DateOnly Day = new(2026, 4, 1);
    private static readonly string[] GivenNames = ["タロウ", "ハナコ", "ジロウ", "キョウコ", "リュウイチ", "ユッカ", "シンイチ", "ケイ", "ミヅキ", "カヲル", "アンナ", "エミ", "ダイスケ", "ヒロシ", "ノゾミ", "サクラ"];
    private const string Kana = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホ";

    private readonly Random random = new(seed);
    private readonly List<Human> humans = [];
    private readonly Dictionary<UInt128, UInt128> adoptedIds = [];
    private readonly Dictionary<string, Human> claims = new(StringComparer.Ordinal);
    private readonly RosterHasher hashing = new(hasher, version: 1);
    private Dictionary<UInt128, ReadOnlyMemory<byte>> roster = [];
    private bool hasIds;
    private bool hasBranches;
    private bool leavesUndecided;
    private readonly List<string> story = [];
    private int numbers;

    /// <summary>Files compared with the one before.</summary>
    public int Pairs { get; private set; }

    public int Undecided { get; private set; }

    /// <summary>What was sent, to understand what went wrong.</summary>
    public string Story => string.Join('\n', story);

    /// <returns>What went wrong; null when nothing did.</returns>
    public string? Run()
    {
        hasIds = random.Next(3) == 0;
        hasBranches = random.Next(3) == 0;
        for (var count = random.Next(1, 6); count > 0; count--)
        {
            Join();
        }

        for (var file = 0; file < 4; file++)
        {
            for (var changes = file == 0 ? 0 : random.Next(4); changes > 0; changes--)
            {
                Change();
            }

            var isFull = file == 0 || random.Next(3) > 0;
            if (Send(isFull) is { } wrong)
            {
                return wrong;
            }

            humans.ForEach(human => human.IsTouched &= !isFull || leavesUndecided);
        }

        return null;
    }

    private void Change()
    {
        var present = humans.Where(human => human.End is null).ToList();
        var human = present.Count > 0 ? present[random.Next(present.Count)] : null;
        switch (random.Next(9))
        {
            case 0 or 1 when human is not null:
                human.FormerNames.Add(human.Name);
                human.Name = Corrected(human);
                human.IsRenamed = true;
                Touch(human);
                break;
            case 2 when human is not null:
                human.End = Day.AddDays(-random.Next(1, 100));
                Touch(human);
                break;
            case 3:
                Join();
                break;
            case 4 when human is not null:
                Join(twinOf: human);
                break;
            case 5 when human is not null:
                human.FormerStarts.Add(human.Start);
                human.Start = human.Start.AddDays(random.Next(1, 400));
                Touch(human);
                break;
            case 6:
                hasIds = true;
                break;
            case 7:
                hasBranches = true;
                break;
            case 8 when human is not null && hasIds && human.WasSentWithId:
                human.Card = 1 - human.Card;
                Touch(human);
                break;
            default:
                break;
        }
    }

    private void Join(Human? twinOf = null)
    {
        var birth = twinOf?.Birth ?? new DateOnly(1950, 1, 1).AddDays(random.Next(25_000));
        var card = twinOf?.Card ?? random.Next(Cards);
        var name = "ヤマダ" + GivenNames[random.Next(GivenNames.Length)];
        if (humans.Exists(other => other.Birth == birth && other.FormerNames.Append(other.Name).Any(known => IsLike(known, name))))
        {
            return;
        }

        var joined = new Human
        {
            Number = ++numbers,
            Card = card,
            Name = name,
            Birth = birth,
            Relation = twinOf?.Relation ?? (random.Next(2) == 0 ? Relation.Insured : Relation.Dependent),
            Start = twinOf is not null && random.Next(2) == 0 ? twinOf.Start : new DateOnly(2020, 4, 1).AddDays(random.Next(1000)),
        };
        humans.Add(joined);
        Touch(joined);
    }

    /// <summary>What nobody could tell from the rows is excused: several of one birth date and 続柄 changed, or one twice, between two full files.</summary>
    private void Touch(Human human)
    {
        if (human.IsTouched || humans.Exists(other => other != human && other.IsTouched && other.Birth == human.Birth && other.Relation == human.Relation))
        {
            foreach (var other in humans.Where(other => other.Birth == human.Birth && other.Relation == human.Relation))
            {
                other.IsExcused = true;
            }
        }

        human.IsTouched = true;
    }

    /// <summary>One kana of the given name is another; not so that it becomes a twin's.</summary>
    private string Corrected(Human human)
    {
        var at = random.Next(3, human.Name.Length);
        var corrected = string.Concat(human.Name.AsSpan(0, at), Kana[random.Next(Kana.Length)].ToString(), human.Name.AsSpan(at + 1));
        return humans.Exists(other => other != human && other.Birth == human.Birth && other.FormerNames.Append(other.Name).Any(known => IsLike(known, corrected)))
            ? human.Name
            : corrected;
    }

    private static bool IsLike(string one, string other) => one.Length == other.Length && one.Zip(other).Count(pair => pair.First != pair.Second) <= 1;

    private string? Send(bool isFull)
    {
        var (rows, loose, sent) = (new List<StagedRow>(), new List<LooseRow>(), new HashSet<Human>());
        foreach (var human in humans.OrderBy(_ => random.Next()))
        {
            if (isFull ? human.End is not null && random.Next(2) == 0 : !human.IsTouched && random.Next(4) > 0)
            {
                continue;
            }

            sent.Add(human);
            Write(human, rows, loose);
            story.Add($"{(isFull ? "full" : "diff")} {Pairs + 1}: {human}{(rows.Exists(row => row.IsReadable && row.Line == rows.Count + loose.Count + 1) ? "" : " *")}");
        }

        var context = new ComparisonContext(1, isFull, Day) { LooseRows = LooseRows.Of(loose), AdoptedIds = adoptedIds };
        var before = roster.OrderBy(card => card.Key).Select(card => new StoredCard(card.Key, card.Value)).ToArray();
        var difference = new RosterComparison(hashing, context).Compare(before, [.. rows]);
        Pairs += roster.Count > 0 ? 1 : 0;
        Undecided += difference.Counts.Undecided;
        leavesUndecided = difference.Counts.Undecided > 0;
        if (OrderMatters(context, before, rows, difference))
        {
            return "another order of the rows gave another roster";
        }

        roster = roster.ToDictionary();
        foreach (var change in difference.Changes)
        {
            roster[change.CardKey] = change.Payload.ToArray();
        }

        foreach (var adopted in difference.AdoptedIds)
        {
            adoptedIds.TryAdd(adopted.Identity, adopted.PersonKey);
        }

        return (isFull ? FindEnded(sent) : null) ?? Register();
    }

    private void Write(Human human, List<StagedRow> rows, List<LooseRow> loose)
    {
        var row = ToRow(human, rows.Count + loose.Count + 2);
        var damage = random.Next(40);
        if (damage > 2)
        {
            human.WasSentWithId |= row.PersonId is not null;
            rows.Add(StagedRow.From(row, Insurer, hashing));
            if (random.Next(10) == 0)
            {
                // An earlier time on the same card, behind it or, by the shuffle, before somebody else.
                rows.Add(StagedRow.From(row with { Line = row.Line + 1000, CoverageStart = new DateOnly(2010, 4, 1), CoverageEnd = new DateOnly(2015, 3, 31) }, Insurer, hashing));
            }

            return;
        }

        human.WasDamaged = true;
        human.IsExcused |= human.IsTouched; // A changed row that cannot be read says nothing of its person.
        var readable = new ReadableValues(null, row.Card.Symbol, row.Card.Number, row.Branch, damage == 1 ? null : row.Name, damage == 2 ? null : row.BirthDate, row.PersonId);
        if (random.Next(2) == 0)
        {
            rows.Add(StagedRow.Bad(row.Line, row.Card, readable, hashing));
        }
        else
        {
            loose.Add(LooseRow.From(row.Line, readable, hashing));
        }
    }

    private bool OrderMatters(ComparisonContext context, StoredCard[] before, List<StagedRow> rows, RosterDifference difference)
    {
        var shuffled = rows.ToArray();
        random.Shuffle(shuffled);
        var other = new RosterComparison(hashing, context).Compare(before, shuffled);
        return other.Counts != difference.Counts
            || !other.Changes.Select(change => Convert.ToHexString(change.Payload.Span)).SequenceEqual(difference.Changes.Select(change => Convert.ToHexString(change.Payload.Span)));
    }

    /// <summary>Nobody who is in a full file ends by it.</summary>
    private string? FindEnded(HashSet<Human> sent)
    {
        var open = roster.Values.SelectMany(card => CardPayload.Read(card.Span)).Where(person => person.Values.IsOpen(Day)).Select(person => RosterKeys.FormatPerson(person.Key)).ToHashSet();
        var ended = humans.Find(human => human is { End: null, Key: not null, IsExcused: false } && sent.Contains(human) && !open.Contains(human.Key));
        return ended is null ? null : $"{ended} is in a full file and ended by it";
    }

    /// <summary>Whoever is found on the card gets a membership, once; nobody gets another's.</summary>
    private string? Register()
    {
        foreach (var human in humans.Where(human => human.End is null))
        {
            var row = ToRow(human, 1);
            var (cardKey, _, _) = hashing.Card(row.Card);
            if (!roster.TryGetValue(cardKey, out var payload)
                || new RosterCard(hasher, 1, cardKey, payload.Span).Match(row.Name, human.Birth, Day).Person is not { } person)
            {
                continue;
            }

            if (claims.TryGetValue(person.Key, out var member))
            {
                if (member != human && !TookThePlaceOf(human, member))
                {
                    return $"{human} became {member}";
                }
            }
            else if (human.Key is not null && !human.IsExcused)
            {
                return $"{human} could register twice";
            }
            else if (random.Next(2) == 0)
            {
                claims.Add(person.Key, human);
                human.Key = person.Key;
            }
        }

        return null;
    }

    /// <summary>The exception that the specification makes (RST-7): in the rows one stands in place of one with the same 資格取得日, whoever they are.</summary>
    private static bool TookThePlaceOf(Human human, Human member) =>
        member.Birth == human.Birth && member.Relation == human.Relation
        && human.FormerStarts.Append(human.Start).Intersect(member.FormerStarts.Append(member.Start)).Any()
        && (member.End is not null || member.Card != human.Card || (member.IsRenamed && (member.WasDamaged || member.FormerStarts.Count > 0)));

    private RosterRow ToRow(Human human, int line)
    {
        var read = InsurerNumber.TryParse(Insurer, out var insurer) & CardSymbol.TryParse("1234", out var symbol)
            & CardNumber.TryParse($"{human.Card + 1}", out var number) & KanaName.TryParse(human.Name, out var name) & BranchNumber.TryParse($"{human.Number % 100:d2}", out var branch);
        read.Should().BeTrue();
        return new RosterRow(line, new Card(insurer, symbol, number), hasBranches ? branch : null, name, human.Birth, human.Relation, human.Start, human.End, hasIds ? $"K{human.Number}" : null, null);
    }

    /// <summary>Whom the rows are about.</summary>
    private sealed class Human
    {
        public required int Number { get; init; }

        public required int Card { get; set; }

        public required string Name { get; set; }

        public required DateOnly Birth { get; init; }

        public required Relation Relation { get; init; }

        public required DateOnly Start { get; set; }

        public DateOnly? End { get; set; }

        public bool IsTouched { get; set; }

        public bool IsRenamed { get; set; }

        /// <summary>A row of theirs could not be read.</summary>
        public bool WasDamaged { get; set; }

        public List<DateOnly> FormerStarts { get; } = [];

        public List<string> FormerNames { get; } = [];

        public bool WasSentWithId { get; set; }

        /// <summary>The specification leaves it open, or gives it up (RST-7): only that nobody gets another's membership still holds.</summary>
        public bool IsExcused { get; set; }

        /// <summary>Of the membership.</summary>
        public string? Key { get; set; }

        public override string ToString() => $"{Number} {Name} {Birth:yyyy-MM-dd} {Relation} since {Start:yyyy-MM-dd} on card {Card + 1}";
    }
}
