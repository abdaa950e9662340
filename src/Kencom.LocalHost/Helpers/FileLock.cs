namespace Kencom.LocalHost.Helpers;

/// <summary>Lets one process work at a time: processes that start at the same moment wait for the one that does the work.</summary>
internal static class FileLock
{
    public static async Task<FileStream> TakeAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(200, cancellationToken);
            }
        }
    }
}
