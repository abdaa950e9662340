namespace Kencom.Core;

internal static class OptionLists
{
    /// <summary>A list in the settings replaces the default as a whole; the binder alone would append to it.</summary>
    public static void FillIn<T>(IList<T> list, IReadOnlyList<T> defaults)
    {
        if (list.Count == 0)
        {
            foreach (var item in defaults)
            {
                list.Add(item);
            }
        }
    }
}
