using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Kencom.Core.Mail;

/// <summary>Traces and metrics of mails under the name <see cref="Name"/> (API-4): kinds and states, never whom they concern.</summary>
public static class MailTelemetry
{
    public const string Name = "Kencom.Mail";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Ended = Meter.CreateCounter<long>("kencom.mails.ended", "{mail}", "Mails that were sent, failed or were cancelled");

    /// <summary>Continues the trace of the request that ordered the mail; the run of the queue function is linked.</summary>
    internal static Activity? StartSending(StoredMail mail)
    {
        var ordered = ActivityContext.TryParse(mail.TraceParent, traceState: null, out var parsed) ? parsed : default;
        var run = Activity.Current is { } current ? new[] { new ActivityLink(current.Context) } : [];
        return Source.StartActivity("send mail", ActivityKind.Consumer, ordered, [new("kencom.mail.kind", mail.Kind.ToString())], run);
    }

    internal static void Count(StoredMail mail) =>
        Ended.Add(1, new KeyValuePair<string, object?>("kind", mail.Kind.ToString()), new("state", mail.State.ToString()));
}
