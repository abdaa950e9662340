using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Inquiries;

/// <summary>Reports how many inquiries have waited for an answer for too many working days: operators are alerted (INQ-1).</summary>
public sealed class MeasureInquiries(InquiryStore inquiries, IMeterFactory meters, IOptions<InquiryOptions> options, TimeProvider clock)
{
    /// <summary>Counting stops here: more make no difference to who is alerted.</summary>
    private const int MostCounted = 1000;

    private readonly Gauge<int> unanswered = meters.Create(KencomMetrics.MeterName).CreateGauge<int>(KencomMetrics.InquiriesUnanswered, "{inquiry}");

    public async Task HandleAsync(CancellationToken cancellationToken)
    {
        var since = AnswerHours.WorkingDaysBefore(clock.GetUtcNow(), options.Value.AnsweredWithinWorkingDays);
        unanswered.Record(await inquiries.CountWaitingAsync(since, MostCounted, cancellationToken));
    }
}
