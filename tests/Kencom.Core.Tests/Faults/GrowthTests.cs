using System.Globalization;
using Azure.Data.Tables;
using Kencom.Core.Accounts;
using Kencom.Core.Mail;
using Kencom.Core.Members;
using Kencom.Core.Storage;
using Kencom.Core.Tests.Accounts;

namespace Kencom.Core.Tests.Faults;

/// <summary>Nothing takes more storage calls because there are more members (API-5). That no call reads a whole table is held by the calls themselves, in every test.</summary>
public sealed class GrowthTests
{
    [Fact]
    [Trait("Rule", "API-5")]
    [Trait("Rule", "SI-8")]
    public async Task SweepsAndOperations_AmongTwentyThousandMembers_TakeAsManyCallsAsAmongAHundred()
    {
        var few = await CountCallsAsync(members: 100);
        var many = await CountCallsAsync(members: 20_000);

        foreach (var (operation, calls) in few)
        {
            many[operation].Should().BeCloseTo(calls, 6, "{0}: ids are random, and so is how many share a partition that one call empties", operation);
        }

        few["sweeps"].Should().BeLessThan(60);
        few["leave"].Should().BeLessThan(16);
    }

    private static async Task<Dictionary<string, int>> CountCallsAsync(int members)
    {
        await using var accounts = await CoreApp.StartAsync();
        var me = await accounts.HaveMemberAsync();
        await FillAsync(accounts, members);
        await accounts.SignInAsync();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);

        await CountAsync("reset asked for", () => accounts.Get<RequestPasswordReset>().HandleAsync(
            new RequestPasswordResetCommand(AccountSteps.Email, Captcha: null, AccountSteps.App), CancellationToken.None));
        var link = ((PasswordResetMail)(await accounts.MailsAsync(MailKind.PasswordReset)).Single()!.Model).Link.Token;
        await CountAsync("reset done", () => accounts.Get<ConfirmPasswordReset>().HandleAsync(new ConfirmPasswordResetCommand(link, "Xk4#wL9pz", AccountSteps.App), CancellationToken.None));
        await CountAsync("sign-in", () => accounts.SignInAsync(password: "Xk4#wL9pz"));
        await CountAsync("leave", () => accounts.Get<Leave>().HandleAsync(me.Id, "Xk4#wL9pz", AccountSteps.App, CancellationToken.None));
        await CountAsync("removal", accounts.RemoveLeavingAsync);
        accounts.Clock.Advance(TimeSpan.FromDays(40));
        await CountAsync("sweeps", async () =>
        {
            foreach (var group in new[] { SweepGroups.Accounts, SweepGroups.Registrations, SweepGroups.Mails })
            {
                await accounts.Get<RunSweeps>().HandleAsync(group, CancellationToken.None);
            }
        });
        return counts;

        async Task CountAsync(string name, Func<Task> operation)
        {
            var before = accounts.Storage.All.Count;
            await operation();
            counts[name] = accounts.Storage.All.Count - before;
        }
    }

    private static async Task FillAsync(CoreApp accounts, int members)
    {
        var tables = new[] { TableNames.Members, TableNames.Logins }.Select(name => accounts.Tables.GetTableClient(name)).ToList();
        await Parallel.ForEachAsync(
            from number in Enumerable.Range(0, members) from table in tables select (Number: number, Table: table),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (row, token) =>
            {
                var key = string.Create(CultureInfo.InvariantCulture, $"other{row.Number}");
                await row.Table.AddEntityAsync(new TableEntity(key, key) { ["Version"] = 1, ["WriteId"] = "x", ["Record"] = "{}" }, token);
            });
    }
}
