using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Files;

/// <summary>
/// Runs a piece of an import's work so that its phase ends whatever happens (RST-16): signs of life while it runs; a piece that keeps failing has its
/// file rejected as long as nothing of it is applied, and alerts operators afterwards.
/// </summary>
public sealed partial class FileAttempts(
    FileStore files, RejectFile reject, IOptions<ImportOptions> options, TimeProvider clock, ILogger<FileAttempts> logger)
{
    private const string KeepsFailing = "取り込みの処理が繰り返し失敗したため、取り込みませんでした。ファイルの内容によるものかどうかは、運用担当者が確認します。";

    public async Task RunAsync(DroppedFile file, int part, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var signs = GiveSignsOfLifeAsync(file, end.Token);
        try
        {
            await work(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            if (!await EndsAsync(file, part, cancellationToken))
            {
                throw;
            }

            Log.Rejected(logger, failure, file.Id);
        }
        finally
        {
            await end.CancelAsync();
            await signs.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The sweep has woken the file in vain, again and again: what works on it dies without a word.</summary>
    /// <returns>Whether the file is rejected.</returns>
    public Task<bool> GiveUpAsync(DroppedFile file, CancellationToken cancellationToken) => EndAsync(file, cancellationToken);

    private async Task<bool> EndsAsync(DroppedFile file, int part, CancellationToken cancellationToken) =>
        await files.CountFailureAsync(file, part) >= options.Value.MaxFailures && await EndAsync(file, cancellationToken);

    /// <returns>False when parts of the file are applied already: it goes on where it stands, and operators look into it.</returns>
    private async Task<bool> EndAsync(DroppedFile file, CancellationToken cancellationToken)
    {
        if (await reject.HandleAsync(file.Id, KeepsFailing, RejectFile.WhileNothingIsApplied, cancellationToken))
        {
            return true;
        }

        FileTelemetry.CountStuck(file);
        Log.Stuck(logger, file.Id, file.State);
        return false;
    }

    private async Task GiveSignsOfLifeAsync(DroppedFile file, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(options.Value.StalledAfter / 3, clock, cancellationToken);
            await files.ChangeAsync(file.Id, present => present.State == file.State ? present with { ProgressAt = clock.GetUtcNow() } : null);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "File {FileId} was rejected because work on it kept failing.")]
        public static partial void Rejected(ILogger logger, Exception failure, string fileId);

        [LoggerMessage(LogLevel.Error, "Work on file {FileId} keeps failing while it is {State}; it is tried again and again.")]
        public static partial void Stuck(ILogger logger, string fileId, FileState state);
    }
}
