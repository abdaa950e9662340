namespace Kencom.Functions.Tests.Registrations;

/// <summary>The hash key is rotated while everything is under way (API-6): the app comes back with another current key and still has the former.</summary>
public sealed class KeyRotationTests : IAsyncDisposable
{
    private TestApp app = null!;

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [Trait("Rule", "API-6")]
    public async Task SignUp_RotatedAfterAnyStep_GoesOn(int rotatedAfter)
    {
        app = await TestApp.StartAsync();
        await app.HaveRosterAsync(new RosterLine());
        using var first = app.NewClient();
        var started = await first.StartAsync(app.Start("app"));
        Expect(started, 202);
        var token = (await app.NewestMailToAsync(Email)).LinkToken;
        string? bearer = null;
        await NextAsync(1);
        Expect(await RunAsync(client => client.PostAsync("/api/activations/check", new { token })), 200);
        var activated = await RunAsync(client => client.ActivateAsync(token, registrationSecret: started.Text("registrationSecret")));
        bearer = activated.Text("registrationToken");
        await NextAsync(2);
        Expect(await RunAsync(client => client.CheckAsync(Card())), 200);
        await NextAsync(3);
        var completed = await RunAsync(client => client.CompleteAsync());
        Expect(completed, 201);
        await NextAsync(4);
        var again = await RunAsync(client => client.CompleteAsync());
        Expect(again, 201);
        again.Text("memberId").Should().Be(completed.Text("memberId"));
        await app.SettleAsync();
        await NextAsync(5);
        bearer = completed.Json.GetProperty("session").GetProperty("token").GetString();
        Expect(await RunAsync(client => client.GetAsync("/api/me")), 200);
        (await app.Tables.GetTableClient("Members").QueryAsync<Azure.Data.Tables.TableEntity>().Where(row => row.RowKey == row.PartitionKey).ToListAsync()).Should().ContainSingle();

        async Task NextAsync(int step)
        {
            if (step == rotatedAfter)
            {
                await RotateAsync();
            }
        }

        async Task<ApiResponse> RunAsync(Func<ApiClient, Task<ApiResponse>> call)
        {
            using var client = app.NewClient();
            client.Bearer = bearer;
            return await call(client);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Rule", "API-6")]
    [Trait("Rule", "EL-14")]
    public async Task WaitingCheck_RotatedBeforeOrAfterItBegan_FindsItsCard(bool rotatedBefore)
    {
        app = await TestApp.StartAsync();
        await app.HaveRosterAsync(new RosterLine { KanaName = "ダレカ", Number = "1" });
        if (rotatedBefore)
        {
            await RotateAsync();
        }

        using var client = await app.ActivatedAsync();
        Expect(await client.CheckAsync(Card()), 422);
        Expect(await client.PostAsync("/api/registrations/current/waiting"), 202);
        await app.SettleAsync();
        if (!rotatedBefore)
        {
            await RotateAsync();
        }

        await app.DropAsync("rosters/123456/full/2026-12.csv", RosterFile.Of(new RosterLine { KanaName = "ダレカ", Number = "1" }, new RosterLine()));
        var link = (await app.NewestMailToAsync(Email)).LinkToken;

        using var later = app.NewClient();
        var activated = await later.ActivateAsync(link, password: Password);
        Expect(activated, 200);
        activated.Text("next").Should().Be("completion");
    }

    [Fact]
    [Trait("Rule", "API-6")]
    [Trait("Rule", "FIN-3")]
    public async Task Completion_ThatDiedAtAnyCallBeforeARotation_IsFinishedByTheSweep()
    {
        app = await TestApp.StartAsync();
        await app.HaveRosterAsync([.. Enumerable.Range(1, 9).Select(number => new RosterLine { Number = $"{number}" })]);
        var begun = new List<int>();
        for (var call = 1; call <= 9; call++)
        {
            using var client = await app.ConfirmedAsync(email: $"died{call}@example.jp", card: Card() with { CardNumber = $"{call}" });
            await app.SettleAsync();
            var calls = 0;
            app.Storage.Fault = _ => Interlocked.Increment(ref calls) == call ? StorageFault.After : StorageFault.None;
            await client.CompleteAsync();
            app.Storage.Fault = null;
            await app.SettleAsync();
            if (calls > 3)
            {
                begun.Add(call);
            }
        }

        await RotateAsync();
        for (var sweep = 0; sweep < 2; sweep++)
        {
            app.Pass(TimeSpan.FromMinutes(6));
            await app.RunTimerAsync("sweep-registrations");
            await app.SettleAsync();
        }

        begun.Should().HaveCountGreaterThan(4);
        var members = await app.Tables.GetTableClient("Members").QueryAsync<Azure.Data.Tables.TableEntity>().ToListAsync();
        foreach (var call in begun)
        {
            members.Should().ContainSingle(row => row.GetString("Record").Contains($"died{call}@example.jp"), "it died at call {0}", call);
        }

        using var another = await app.ActivatedAsync(email: "again@example.jp");
        foreach (var call in begun)
        {
            (await another.CheckAsync(Card() with { CardNumber = $"{call}" })).Code.Should().Be("person-already-registered");
        }
    }

    /// <summary>Starts the app anew over the same storage, with another current hash key beside the former.</summary>
    private async Task RotateAsync()
    {
        var (storage, clock) = (app.StorageConnectionString, app.Clock);
        await app.DisposeAsync();
        app = await TestApp.StartAsync(options =>
        {
            options.StorageConnectionString = storage;
            options.Clock = clock;
            options.Settings["Security__HashKeys__2"] = Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray());
            options.Settings["Security__CurrentHashKey"] = "2";
        });
    }
}
