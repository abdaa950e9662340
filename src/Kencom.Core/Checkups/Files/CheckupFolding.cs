using Kencom.Core.Checkups.Results;
using Kencom.Core.Files;

namespace Kencom.Core.Checkups.Files;

/// <summary>
/// Folds the rows about one person, in the order of the file, into what they change together: of rows equal in checkup and item the last counts (RST-7), and a
/// row that removes takes away what stands before it. Pure: what is there already is handed in.
/// </summary>
internal sealed class CheckupFolding
{
    private readonly Dictionary<string, Folded> checkups = new(StringComparer.Ordinal);
    private readonly List<FileRow> rows = [];

    public bool RemovesAll { get; private set; }

    /// <summary>The checkups that are concerned, as their first rows name them.</summary>
    public IReadOnlyCollection<Folded> Checkups => checkups.Values;

    public void Add(CheckupRow row)
    {
        if (row.RemovesAll)
        {
            RemovesAll = true;
            Supersede(checkups.Values);
            checkups.Clear();
            rows.Add(new FileRow(row.Line, null));
            return;
        }

        var key = string.Join('\n', row.Checkup.Identity);
        if (!checkups.TryGetValue(key, out var folded))
        {
            checkups[key] = folded = new Folded(row.Checkup with { Items = [] });
        }

        if (row.Removes)
        {
            Supersede([folded]);
            folded.Remove();
            rows.Add(new FileRow(row.Line, folded));
            return;
        }

        folded.Sex ??= row.Checkup.Sex;
        FileRow? current = null;
        for (var i = 0; i < row.Checkup.Items.Length; i++)
        {
            if (current?.Line != row.Lines[i])
            {
                rows.Add(current = new FileRow(row.Lines[i], folded));
            }

            folded.Set(row.Checkup.Items[i], current);
        }

        if (row.Checkup.Items.IsEmpty)
        {
            rows.Add(new FileRow(row.Line, folded)); // All of its values were left out.
        }
    }

    /// <summary>Counts what became of each row of the file.</summary>
    /// <param name="before">What is there of the checkups; null where nothing is.</param>
    /// <param name="hadAny">Whether a person all of whose results are removed had any.</param>
    public (FileCounts Counts, List<ReportedRow> Reported) Count(IReadOnlyDictionary<Folded, Checkup?> before, bool hadAny)
    {
        var counts = new FileCounts();
        var reported = new List<ReportedRow>();
        foreach (var row in rows)
        {
            switch (row.OutcomeOf(before, hadAny))
            {
                case RowOutcome.Replaced:
                    counts = counts with { Replaced = counts.Replaced + 1 };
                    reported.Add(new ReportedRow(row.Line, "", "同じ健診・項目の行があとにあるため、そちらを取り込みました。", "replaced"));
                    break;
                case RowOutcome.Added:
                    counts = counts with { Added = counts.Added + 1 };
                    break;
                case RowOutcome.Changed:
                    counts = counts with { Changed = counts.Changed + 1 };
                    break;
                default:
                    counts = counts with { Unchanged = counts.Unchanged + 1 };
                    break;
            }
        }

        return (counts, reported);
    }

    private static void Supersede(IEnumerable<Folded> gone)
    {
        foreach (var folded in gone)
        {
            folded.Supersede();
        }
    }

    internal enum RowOutcome
    {
        Unchanged,
        Added,
        Changed,
        Replaced,
    }

    /// <summary>One checkup, put together from all its rows.</summary>
    internal sealed class Folded(Checkup head)
    {
        private readonly Dictionary<string, (ItemResult Item, FileRow Row)> items = new(StringComparer.Ordinal);

        public bool Removes { get; private set; }

        public Items.Sex? Sex { get; set; }

        public Checkup Delta => head with { Sex = Sex, Items = [.. items.Values.Select(entry => entry.Item).OrderBy(item => item.Code, StringComparer.Ordinal)] };

        public void Set(ItemResult item, FileRow row)
        {
            if (items.TryGetValue(item.Code, out var former) && former.Row != row)
            {
                former.Row.Lost(former.Item);
            }

            items[item.Code] = (item, row);
            row.Items.Add(item);
        }

        public void Supersede()
        {
            foreach (var (item, row) in items.Values)
            {
                row.Lost(item);
            }
        }

        public void Remove()
        {
            items.Clear();
            Removes = true;
        }
    }

    /// <summary>A row as the file has it.</summary>
    internal sealed class FileRow(int line, Folded? checkup)
    {
        private int lost;

        public int Line => line;

        public List<ItemResult> Items { get; } = [];

        public void Lost(ItemResult item) => lost += Items.Contains(item) ? 1 : 0;

        public RowOutcome OutcomeOf(IReadOnlyDictionary<Folded, Checkup?> before, bool hadAny) =>
            checkup is null ? hadAny ? RowOutcome.Changed : RowOutcome.Unchanged
            : Items.Count == 0 && checkup.Removes ? before.GetValueOrDefault(checkup) is null ? RowOutcome.Unchanged : RowOutcome.Changed
            : OutcomeOfItems(checkup.Removes ? null : before.GetValueOrDefault(checkup));

        private RowOutcome OutcomeOfItems(Checkup? before) =>
            Items.Count > 0 && lost >= Items.Count ? RowOutcome.Replaced
            : before is null ? Items.Exists(item => item.Value.Length > 0) ? RowOutcome.Added : RowOutcome.Unchanged
            : Items.TrueForAll(item => before.Items.FirstOrDefault(there => there.Code == item.Code) is { } there ? there == item : item.Value.Length == 0)
                ? RowOutcome.Unchanged
                : RowOutcome.Changed;
    }
}
