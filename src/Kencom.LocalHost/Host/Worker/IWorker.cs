using System.Globalization;

namespace Kencom.LocalHost.Host.Worker;

/// <summary>The program with the functions while it runs: a process of its own, or within a test's process.</summary>
internal interface IWorker : IAsyncDisposable
{
    /// <summary>Completes when the program has ended, and fails with what ended it.</summary>
    Task Ended { get; }

    /// <summary>What it wrote so far, for whoever wonders why it did not start.</summary>
    string Said { get; }
}

/// <param name="Gateway">Where it connects to.</param>
/// <param name="WorkerId">How it names itself there.</param>
/// <param name="Directory">Its own folder, with host.json.</param>
internal sealed record WorkerStart(Uri Gateway, string WorkerId, string Directory)
{
    /// <summary>What the worker reads from its configuration.</summary>
    public IReadOnlyDictionary<string, string?> Configuration { get; } = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
    {
        ["Functions:Worker:HostEndpoint"] = Gateway.AbsoluteUri,
        ["Functions:Worker:WorkerId"] = WorkerId,
        ["Functions:Worker:RequestId"] = Guid.NewGuid().ToString(),
        ["Functions:Worker:GrpcMaxMessageLength"] = WorkerGateway.LargestMessage.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The same as a command line.</summary>
    public IEnumerable<string> Arguments => Configuration.Select(setting => $"--{setting.Key}={setting.Value}");
}
