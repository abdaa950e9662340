using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Inquiries;

/// <summary>Reports how many inquiries have waited for an answer for too many working days: operators are alerted (INQ-1).</summary>
public sealed class MeasureInquiries(InquiryStore inquiries, IOptions<InquiryOptions> options, TimeProvider clock)
{
    public const string MeterName = "Kencom.Inquiries";

    /// <summary>More than these make no difference to who is alerted.</summary>
    private const int MostCounted = 1000;

    private static readonly Meter Meter = new(MeterName);

    private static readonly Gauge<int> Unanswered = Meter.CreateGauge<int>(
        "kencom.inquiries.unanswered", "{inquiry}", "Inquiries that have waited for an answer for longer than support promises");

    public async Task HandleAsync(CancellationToken cancellationToken)
    {
        var since = AnswerHours.WorkingDaysBefore(clock.GetUtcNow(), options.Value.AnsweredWithinWorkingDays);
        Unanswered.Record(await inquiries.CountWaitingAsync(since, MostCounted, cancellationToken));
    }
}
