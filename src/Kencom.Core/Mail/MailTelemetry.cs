using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Kencom.Core.Mail;

/// <summary>Traces and metrics of mails (API-4): kinds and states, never whom they concern.</summary>
public sealed class MailTelemetry(IMeterFactory meters)
{
    private static readonly ActivitySource Source = new(KencomMetrics.MeterName);

    private readonly Counter<long> failed = meters.Create(KencomMetrics.MeterName).CreateCounter<long>(KencomMetrics.MailsFailed);
    private readonly Gauge<double> oldestWaiting = meters.Create(KencomMetrics.MeterName).CreateGauge<double>(KencomMetrics.OldestWaitingMail, "s");

    /// <summary>Continues the trace of the request that ordered the mail; the run of the queue function is linked.</summary>
    internal static Activity? StartSending(StoredMail mail)
    {
        var ordered = ActivityContext.TryParse(mail.TraceParent, traceState: null, out var parsed) ? parsed : default;
        var run = Activity.Current is { } current ? new[] { new ActivityLink(current.Context) } : [];
        return Source.StartActivity("send mail", ActivityKind.Consumer, ordered, [new("kencom.mail.kind", mail.Kind.ToString())], run);
    }

    internal void Failed(MailKind kind) => failed.Add(1, new KeyValuePair<string, object?>("kind", kind.ToString()));

    /// <summary>How long a mail has waited that just had its turn, or has to wait on.</summary>
    internal void Waited(TimeSpan age) => oldestWaiting.Record(age.TotalSeconds);
}
