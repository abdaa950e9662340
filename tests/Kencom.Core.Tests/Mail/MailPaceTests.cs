using CsCheck;
using Kencom.Core.Mail;

namespace Kencom.Core.Tests.Mail;

public sealed class MailPaceTests
{
    private static readonly DateTimeOffset Start = MailSamples.Now;

    [Fact]
    [Trait("Rule", "MAIL-2")]
    public void Take_AnyArrivals_KeepsBothLimitsInEveryWindowAndNeverOvertakesAHigherLane()
    {
        var arrival = Gen.Select(Gen.Int[0, 2], Gen.Double[0, 40], (lane, gap) => (Lane: (MailLane)lane, Gap: TimeSpan.FromSeconds(gap)));
        Gen.Select(arrival.Array[1, 120], Gen.Int[1, 12], Gen.Int[1, 40], Gen.Int[0, 900]).Sample(
            (arrivals, perMinute, perHour, lateMilliseconds) =>
            {
                var sent = Play(arrivals, perMinute, perHour, TimeSpan.FromMilliseconds(lateMilliseconds));
                return sent.Count == arrivals.Length
                    && Most(sent, TimeSpan.FromMinutes(1)) <= perMinute
                    && Most(sent, TimeSpan.FromHours(1)) <= perHour;
            },
            iter: 300);
    }

    [Fact]
    [Trait("Rule", "MAIL-2")]
    public void Stored_RoundTrip_KeepsThePace()
    {
        var cause = new MailCause("0f", IsWide: false);
        var (pace, _) = MailPace.Idle.Take(MailLane.Notice, MailTurns.None, cause, Start, 1, 10);
        (pace, _) = pace.Take(MailLane.Urgent, MailTurns.None, cause, Start, 1, 10);
        pace = pace.Paused(Start + TimeSpan.FromMinutes(1));

        var read = StoredPace.From(pace).ToPace();

        StoredPace.From(read).Should().BeEquivalentTo(StoredPace.From(pace));
        read.LastMinute.FreeAt(Start, 1).Should().Be(pace.LastMinute.FreeAt(Start, 1)).And.BeAfter(Start);
        read.Lanes.Should().Equal(pace.Lanes);
        read.Networks["0f"].Line.Should().Be(pace.Networks["0f"].Line);
    }

    [Theory]
    [InlineData("0:00", 3, "0:00")]
    [InlineData("0:00", 2, "1:01")]
    [InlineData("0:30", 1, "1:06")]
    [InlineData("1:01", 1, "1:06")]
    [InlineData("1:06", 1, "1:06")]
    [Trait("Rule", "MAIL-2")]
    public void FreeAt_TwoEvents_IsWhenEnoughHaveLeft(string now, int limit, string expected)
    {
        // Steps of a second: an event at 0.0 counts until 61.0, one at 5.0 until 66.0.
        var epoch = DateTimeOffset.UnixEpoch;
        var count = WindowCount.None(MailPace.Minute).Add(epoch).Add(epoch + TimeSpan.FromSeconds(5));

        count.FreeAt(epoch + At(now), limit).Should().Be(epoch + At(expected));

        static TimeSpan At(string text) => TimeSpan.ParseExact(text, @"m\:ss", System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void ToString_Counts_IsTheStoredFormat() =>
        WindowCount.None(MailPace.Minute).Add(Start).Add(Start).Add(Start + TimeSpan.FromSeconds(2)).ToString()
            .Should().Be("1795350645:2 1795350647:1");

    /// <summary>Lets mails arrive and come back when told, a little late each; fails when one goes while a mail of a higher lane stands in line.</summary>
    private static List<DateTimeOffset> Play((MailLane Lane, TimeSpan Gap)[] arrivals, int perMinute, int perHour, TimeSpan late)
    {
        var (pace, sent, at) = (MailPace.Idle, new List<DateTimeOffset>(), Start);
        var queue = new PriorityQueue<(MailLane Lane, MailTurns Turns), (DateTimeOffset At, int Order)>();
        var order = 0;
        var served = new long[] { -1, -1, -1 };
        foreach (var (lane, gap) in arrivals)
        {
            queue.Enqueue((lane, MailTurns.None), (at += gap, order++));
        }

        while (queue.TryDequeue(out var mail, out var turn))
        {
            (pace, var place) = pace.Take(mail.Lane, mail.Turns, cause: null, turn.At, perMinute, perHour);
            if (place is not null)
            {
                (place.At > turn.At).Should().BeTrue("else it would wait for a time that is past");
                queue.Enqueue((mail.Lane, place.Turns), (place.At + late, order++));
                continue;
            }

            mail.Turns.InLane.GetValueOrDefault(long.MaxValue).Should().BeGreaterThan(served[(int)mail.Lane], "nobody overtakes in a lane");
            served[(int)mail.Lane] = mail.Turns.InLane ?? served[(int)mail.Lane];
            queue.UnorderedItems.Any(waiting => waiting.Element.Turns.InLane is not null && waiting.Element.Lane < mail.Lane).Should().BeFalse("higher lanes go first");
            sent.Add(turn.At);
        }

        return sent;
    }

    private static int Most(List<DateTimeOffset> sent, TimeSpan window) => sent.Max(start => sent.Count(at => at >= start && at < start + window));
}
