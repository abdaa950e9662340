namespace Kencom.LocalHost.Helpers;

/// <summary>What a person sees when everything answers.</summary>
internal static class Banner
{
    public static void Write(LocalHelpers helpers, bool functions)
    {
        // The name that the mails' links have: a browser keeps the cookies of one name from the other.
        var address = new UriBuilder(helpers.BaseAddress) { Host = "localhost" }.Uri;
        Console.WriteLine();
        Console.WriteLine(functions ? "  kencom is running on this machine." : "  The local helpers are running; start the functions beside them.");
        Console.WriteLine();
        if (functions)
        {
            Console.WriteLine($"    front end  {address}");
            Console.WriteLine($"    API        {new Uri(address, "/api")}");
        }

        Console.WriteLine($"    mailbox    {new Uri(address, "/local/mailbox")}");
        Console.WriteLine($"    status     {new Uri(address, "/local/api/status")}");
        Console.WriteLine();
        Console.WriteLine("  Ctrl-C stops everything that was started here.");
        Console.WriteLine();
    }
}
