using Kencom.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Files;

public static class FileServices
{
    public static IServiceCollection AddFiles(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ImportOptions>().Bind(configuration.GetSection(ImportOptions.Section)).ValidateDataAnnotations();
        services.AddSingleton<FileContents>();
        services.AddSingleton<FileStore>();
        services.AddSingleton<FileBlobs>();
        services.AddSingleton<FileDispatch>();
        services.AddSingleton<FileAttempts>();
        services.AddSingleton<RouteFileArrival>();
        services.AddSingleton<ReceiveFiles>();
        services.AddSingleton<SweepFiles>();
        services.AddSingleton<ForgetOldFiles>();
        services.AddSweep<SweepFiles>(SweepGroups.Files, "files", sweep => sweep.HandleAsync);
        services.AddSweep<ForgetOldFiles>(SweepGroups.Files, "old-files", forget => forget.SweepAsync);
        services.AddSingleton<StartNextFile>();
        services.AddSingleton<ReadRows>();
        services.AddSingleton<SplitFile>();
        services.AddSingleton<CompareFilePart>();
        services.AddSingleton<DecideFile>();
        services.AddSingleton<ApplyFilePart>();
        services.AddSingleton<FinishFile>();
        services.AddSingleton<RejectFile>();
        services.AddSingleton<CleanUpFile>();
        services.AddSingleton<WriteFileReport>();
        services.AddSingleton<ApproveFile>();
        services.AddSingleton<RejectFileAsOperator>();
        services.AddSingleton<RemoveFiles>();
        services.AddSingleton<IssueUploadLink>();
        return services;
    }
}
