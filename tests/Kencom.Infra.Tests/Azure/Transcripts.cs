namespace Kencom.Infra.Tests.Azure;

/// <summary>
/// What a deployment does, to be read in <c>tests/Kencom.Infra.Tests/Azure/transcripts</c>. Run with KENCOM_UPDATE_TRANSCRIPTS=1 to write them anew, and read
/// what changed.
/// </summary>
internal static class Transcripts
{
    public static void Compare(string name, SimulatedAzure azure)
    {
        var file = Path.Combine(Repository.Root, "tests", "Kencom.Infra.Tests", "Azure", "transcripts", $"{name}.txt");
        if (System.Environment.GetEnvironmentVariable("KENCOM_UPDATE_TRANSCRIPTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, azure.Readable());
        }

        azure.Readable().Should().Be(File.ReadAllText(file).ReplaceLineEndings("\n"), because: $"{name}.txt tells what a deployment does");
    }
}
