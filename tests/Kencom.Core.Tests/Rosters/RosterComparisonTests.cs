using System.Text;
using CsCheck;
using Kencom.Core.Cards;
using Kencom.Core.Files;
using Kencom.Core.Rosters;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Tests.Rosters;

/// <summary>The pure difference between a file and the roster before it.</summary>
public class RosterComparisonTests
{
    private static readonly DateOnly Day = new(2024, 4, 1);

    private static readonly Dictionary<UInt128, ReadOnlyMemory<byte>> None = [];

    private static readonly KeyedHasher Hasher = MakeHasher();

    /// <summary>Rows of a few cards with few names, so that persons meet, change, swap and vanish.</summary>
    private static readonly Gen<RosterRow[]> Files =
        (from number in Gen.Int[1, 3]
         from branch in Gen.Int[-1, 2]
         from name in Gen.OneOf(Gen.Const("ヤマダミヅキ"), Gen.Const("ヤマダミズキ"), Gen.Const("ヤマダイチロウ"), Gen.Const("ヤマダキョウコ"))
         from born in Gen.Int[0, 1]
         from id in Gen.Int[-2, 3]
         from ended in Gen.Bool
         select Row($"{number}", branch < 0 ? null : $"{branch}", name, new DateOnly(2010 + born, 5, 5), id < 0 ? null : $"K{id}", ended ? new DateOnly(2023, 3, 31) : null))
        .Array[0, 8];

    [Fact, Trait("Rule", "RST-8")]
    public void Compare_AnyFileOnAnyRoster_AccountsForEveryRowOnce() =>
        Gen.Select(Files, Files, Gen.Bool).Sample(
            (first, second, isFull) =>
            {
                var difference = Compare(Apply(None, Compare(None, first, isFull: true)), second, isFull);
                var counts = difference.Counts;
                return counts.Added + counts.Changed + counts.Unchanged + counts.Skipped + counts.Replaced + counts.Undecided == second.Length
                    && difference.Reported.Count(row => row.Outcome is "replaced" or "skipped" or "undecided") == counts.Replaced + counts.Skipped + counts.Undecided;
            },
            iter: 5_000);

    [Fact, Trait("Rule", "RST-5"), Trait("Rule", "RST-4")]
    public void Compare_TheSameFileTwice_ChangesNothingMore() =>
        Gen.Select(Files, Files).Sample(
            (first, second) =>
            {
                var before = Apply(None, Compare(None, first, isFull: true));
                var compared = Compare(before, second, isFull: true);
                var after = Apply(before, compared);
                for (var more = 0; compared.Counts.Undecided > 0 && more < 2; more++)
                {
                    compared = Compare(after, second, isFull: true); // The next full file is the last word.
                    after = Apply(after, compared);
                }

                var again = Compare(after, second, isFull: true);
                return again.Changes.Count == 0 && again.Counts is { Added: 0, Changed: 0, Ended: 0 };
            },
            iter: 5_000);

    [Fact, Trait("Rule", "EL-15"), Trait("Rule", "FIN-2")]
    public void Compare_AnySequenceOfFiles_NeverGivesTwoPersonsOfACardOneKey() =>
        Files.Array[1, 5].Sample(
            sequence =>
            {
                var roster = sequence.Aggregate(new Dictionary<UInt128, ReadOnlyMemory<byte>>(), (before, file) => Apply(before, Compare(before, file, isFull: true)));
                return roster.Values.All(card =>
                {
                    var keys = CardPayload.Read(card.Span).Where(person => !person.IsUndecided).Select(person => person.Key).ToArray();
                    return keys.Distinct().Count() == keys.Length;
                });
            },
            iter: 5_000);

    [Fact, Trait("Rule", "EL-15")]
    public void Compare_TwinsWhoseReadingsAreCorrected_KeepTheirKeysByBranch()
    {
        var before = Apply(None, Compare(None, [Twin("01", "ヤマダミヅキ"), Twin("02", "ヤマダミズキ")], isFull: true));
        var keys = Persons(before).ToDictionary(person => person.Values.Branch!.Value, person => person.Key);

        var after = Apply(before, Compare(before, [Twin("02", "ヤマダミヅキ"), Twin("01", "ヤマダミズキ")], isFull: true));

        Persons(after).ToDictionary(person => person.Values.Branch!.Value, person => person.Key).Should().Equal(keys);
    }

    [Fact, Trait("Rule", "EL-15")]
    public void Compare_TwoReadingsOfOneDayChangedAtOnce_AreNotGuessed()
    {
        var before = Apply(None, Compare(None, [Twin(null, "ヤマダアイ"), Twin(null, "ヤマダマイ")], isFull: true));

        var difference = Compare(before, [Twin(null, "ヤマダケイ"), Twin(null, "ヤマダメイ")], isFull: true);

        difference.Counts.Should().Be(new FileCounts(Undecided: 2), "who is who cannot be told");
    }

    [Fact, Trait("Rule", "EL-15")]
    public void Compare_TwoIdsOnOneCard_AreTwoPersons()
    {
        var before = Apply(None, Compare(None, [Row("1", null, "ヤマダアイ", new DateOnly(2010, 5, 5), "K1", null)], isFull: true));

        var difference = Compare(before, [Row("1", null, "ヤマダアイ", new DateOnly(2010, 5, 5), "K2", null)], isFull: true);

        difference.Counts.Should().Be(new FileCounts(Added: 1, Ended: 1));
    }

    [Fact, Trait("Rule", "EL-15"), Trait("Rule", "RST-5")]
    public void Compare_RowsThatLostTheirIds_FindTheSamePersonsAgain()
    {
        var birth = new DateOnly(2010, 5, 5);
        RosterRow[] first =
        [
            Row("1", "02", "ヤマダミヅキ", birth, "K0", null),
            Row("1", "01", "ヤマダミズキ", birth, "K1", null),
            Row("1", "02", "ヤマダミズキ", birth.AddYears(1), "K2", null),
        ];
        RosterRow[] second =
        [
            Row("1", null, "ヤマダミズキ", birth, null, null),
            Row("1", "02", "ヤマダミヅキ", birth, "K1", null),
            Row("1", "02", "ヤマダミズキ", birth, null, null),
        ];
        var before = Apply(None, Compare(None, first, isFull: true));

        var after = Apply(before, Compare(before, second, isFull: true));

        Compare(after, second, isFull: true).Counts.Should().Be(new FileCounts(Unchanged: 1, Replaced: 2), "the last row is the second by 枝番 and the first by name");
    }

    [Fact, Trait("Rule", "RST-7"), Trait("Rule", "RST-5")]
    public void Compare_RowThatMayBeOfTwo_IsSkipped()
    {
        RosterRow[] rows =
        [
            Row("1", "00", "ヤマダミズキ", new DateOnly(2010, 5, 5), "K2", null),
            Row("1", "01", "ヤマダミズキ", new DateOnly(2010, 5, 5), null, null),
            Row("1", null, "ヤマダミズキ", new DateOnly(2010, 5, 5), null, null),
            Row("1", "01", "ヤマダミズキ", new DateOnly(2010, 5, 5), null, new DateOnly(2023, 3, 31)),
        ];

        var first = Compare(None, rows, isFull: true);

        first.Counts.Should().Be(new FileCounts(Added: 2, Replaced: 1, Skipped: 1), "the third row may be of either");
        Compare(Apply(None, first), rows, isFull: true).Changes.Should().BeEmpty("branch 01 is there once");
    }

    [Fact, Trait("Rule", "RST-7")]
    public void Compare_MorePersonsThanACardHolds_ReportsTheRest()
    {
        var rows = Enumerable.Range(0, 250).Select(i => Row("1", null, "ヤマダ" + (char)('ア' + (i % 80)), new DateOnly(2010, 1, 1).AddDays(i), null, null)).ToArray();

        var difference = Compare(None, rows, isFull: true);

        difference.Counts.Should().Be(new FileCounts(Added: CardPayload.MaximumPersons, Skipped: 50));
        difference.Changes.Should().ContainSingle().Which.Payload.Length.Should().BeLessThan(64 * 1024);
        var full = Apply(None, difference);
        var more = Compare(full, [.. rows[200..]], isFull: false);
        more.Counts.Should().Be(new FileCounts(Skipped: 50));
    }

    [Fact, Trait("Rule", "RST-6")]
    public void Compare_Diff_EndsNobody()
    {
        var before = Apply(None, Compare(None, [Twin("01", "ヤマダミヅキ"), Row("2", null, "サトウ", new DateOnly(1980, 1, 1), null, null)], isFull: true));

        Compare(before, [Twin("02", "ヤマダミズキ")], isFull: false).Counts.Should().Be(new FileCounts(Added: 1));
    }

    [Fact]
    public void State_WrittenAndRead_IsTheSame()
    {
        var cards = Apply(None, Compare(None, [Twin("01", "ヤマダミヅキ"), Row("2", null, "サトウ", new DateOnly(1980, 1, 1), "K9", new DateOnly(2023, 3, 31))], isFull: true));
        var state = new RosterState();
        foreach (var (key, payload) in cards)
        {
            state.Cards.Add(new StoredCard(key, payload));
        }

        state.Links.Add(new CoverageLink(5, 6, 7, 8, Day, null));

        var read = RosterState.Read(state.Write(), _ => true);

        read.Links.Should().BeEquivalentTo(state.Links);
        read.Cards.Select(card => (card.CardKey, Convert.ToHexString(card.Payload.Span))).Should().Equal(state.Cards.Select(card => (card.CardKey, Convert.ToHexString(card.Payload.Span))));
    }

    [Fact]
    public void StagedRows_WrittenAndRead_AreTheSame() =>
        Gen.Select(Files, Gen.Int[0, 40]).Sample(
            (file, unreadable) =>
            {
                using var hashing = new RosterHasher(Hasher, version: 1);
                StagedRow[] rows = [.. file.Select(row => StagedRow.From(row, "06123459", hashing)), .. file.Select((row, i) => StagedRow.Bad(i, row.Card, Readable(row, unreadable >> i), hashing))];
                var bytes = new byte[rows.Length * StagedRow.MaximumSize];
                var length = 0;
                foreach (var row in rows)
                {
                    length += row.Write(bytes.AsSpan(length));
                }

                return StagedRow.ReadAll(bytes.AsSpan(0, length)).SequenceEqual(rows);
            },
            iter: 500);

    [Fact, Trait("Rule", "RST-9")]
    public void Keys_AreAWireFormat()
    {
        using var hashing = new RosterHasher(Hasher, version: 1);
        var (key, _, _) = hashing.Card(Row("123456", null, "サトウ", Day, null, null).Card);

        RosterKeys.Format(1, key).Should().Be(Hasher.Hash(RosterHasher.CardPurpose, "06123459", "1234", "123456"));
        RosterKeys.Partition("1-ab0123").Should().Be("1-ab");
        RosterKeys.Parse(RosterKeys.Format(1, key)).Should().Be(key);
        RosterKeys.LinkPartition(1, 0xAB).Should().Be("1-00000000000000ab");
        RosterKeys.Link(0xAB, 0xCD, 0xEF).Should().Be("00000000000000ab-000000000000000000000000000000cd-000000000000000000000000000000ef");
        RosterKeys.FormatPerson(0xCD).Should().Be("000000000000000000000000000000cd", "no rotation of hash keys changes whom a claim names");
        RosterKeys.ParsePerson(RosterKeys.FormatPerson(0xCD)).Should().Be((UInt128)0xCD);
    }

    /// <param name="mask">Which values could be read.</param>
    private static ReadableValues Readable(RosterRow row, int mask) => new(
        null, null, null, (mask & 1) == 0 ? null : row.Branch, (mask & 2) == 0 ? null : row.Name, (mask & 4) == 0 ? null : row.BirthDate, (mask & 8) == 0 ? null : row.PersonId);

    private static RosterRow Twin(string? branch, string name) => Row("1", branch, name, new DateOnly(2010, 5, 5), null, null);

    private static RosterRow Row(string number, string? branch, string name, DateOnly born, string? id, DateOnly? end)
    {
        InsurerNumber.TryParse("06123459", out var insurer).Should().BeTrue();
        CardSymbol.TryParse("1234", out var symbol).Should().BeTrue();
        CardNumber.TryParse(number, out var cardNumber).Should().BeTrue();
        KanaName.TryParse(name, out var kana).Should().BeTrue();
        BranchNumber? branchNumber = BranchNumber.TryParse(branch, out var parsed) ? parsed : null;
        return new RosterRow(1, new Card(insurer, symbol, cardNumber), branchNumber, kana, born, Relation.Dependent, new DateOnly(2020, 4, 1), end, id, null);
    }

    private static RosterDifference Compare(IReadOnlyDictionary<UInt128, ReadOnlyMemory<byte>> before, RosterRow[] rows, bool isFull)
    {
        using var hashing = new RosterHasher(Hasher, version: 1);
        return new RosterComparison(hashing, new ComparisonContext(1, isFull, Day)).Compare([.. before.OrderBy(card => card.Key).Select(card => new StoredCard(card.Key, card.Value))], [.. rows.Select((row, i) => StagedRow.From(row with { Line = i + 2 }, "06123459", hashing))]);
    }

    private static Dictionary<UInt128, ReadOnlyMemory<byte>> Apply(IReadOnlyDictionary<UInt128, ReadOnlyMemory<byte>> before, RosterDifference difference)
    {
        var after = before.ToDictionary();
        foreach (var change in difference.Changes)
        {
            after[change.CardKey] = change.Payload;
        }

        return after;
    }

    private static List<RosterPerson> Persons(Dictionary<UInt128, ReadOnlyMemory<byte>> roster) => [.. roster.Values.SelectMany(card => CardPayload.Read(card.Span))];

    private static KeyedHasher MakeHasher()
    {
        var options = new SecurityOptions();
        options.HashKeys[1] = Convert.ToBase64String(Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef"));
        return new KeyedHasher(new HashKeyring(Options.Create(options), new VaultSecrets(Options.Create(options))));
    }
}
