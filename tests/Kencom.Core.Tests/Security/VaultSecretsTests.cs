using System.Collections.Concurrent;
using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Tests.Security;

/// <summary>Reading the vault: the real client, over a connection that answers as the vault does.</summary>
public sealed class VaultSecretsTests
{
    private static readonly string HashKey = Convert.ToBase64String(Enumerable.Repeat((byte)7, HashKeyring.MinimumKeyBytes).ToArray());

    [Fact]
    [Trait("Rule", "INF-2")]
    public async Task Load_ByFiftyAtOnce_ReadsEachSecretOnce_AndKeysAreThereAfterwards()
    {
        using var vault = new Vault { ["hash-key-1"] = HashKey, ["data-key-1"] = HashKey, [VaultSecrets.AppKeys] = "one, two" };
        var secrets = vault.Secrets();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => secrets.LoadAsync()));

        vault.Asked.Should().BeEquivalentTo("hash-key-1", "data-key-1", VaultSecrets.AppKeys, VaultSecrets.RecaptchaSecret);
        new HashKeyring(vault.Options, secrets).Versions.Should().Equal(1);
        secrets.Find(VaultSecrets.AppKeys).Should().Be("one, two");
        secrets.Find(VaultSecrets.RecaptchaSecret).Should().BeNull("the vault has none");
    }

    [Fact]
    [Trait("Rule", "API-1")]
    public async Task Load_AfterAFailure_AsksTheVaultAgain()
    {
        using var vault = new Vault { ["hash-key-1"] = HashKey };
        vault.IsDown = true;
        var secrets = vault.Secrets();
        await secrets.Invoking(vaultSecrets => vaultSecrets.LoadAsync()).Should().ThrowAsync<Azure.RequestFailedException>();
        secrets.Invoking(vaultSecrets => vaultSecrets.Find("hash-key-1")).Should().Throw<InvalidOperationException>("what was not read is not taken for missing");

        vault.IsDown = false;
        await secrets.LoadAsync();

        secrets.Find("hash-key-1").Should().Be(HashKey);
    }

    [Fact]
    public async Task Keys_OfAVersionThatTheVaultLacks_AreAFaultThatNamesIt()
    {
        using var vault = new Vault();
        var secrets = vault.Secrets();
        await secrets.LoadAsync();

        new HashKeyring(vault.Options, secrets).Invoking(ring => ring.Versions).Should().Throw<InvalidOperationException>().WithMessage("*hash-key of version 1*");
    }

    private sealed class Vault : HttpMessageHandler
    {
        private readonly Dictionary<string, string> held = new(StringComparer.Ordinal);

        public bool IsDown { get; set; }

        public ConcurrentBag<string> Asked { get; } = [];

        public IOptions<SecurityOptions> Options { get; } = Microsoft.Extensions.Options.Options.Create(new SecurityOptions { KeyVaultUri = new Uri("https://vault.example/") });

        public string this[string name]
        {
            set => held[name] = value;
        }

        public VaultSecrets Secrets()
        {
            var options = new SecretClientOptions { Transport = new HttpClientTransport(this), DisableChallengeResourceVerification = true };
            options.Retry.MaxRetries = 0;
            var credential = DelegatedTokenCredential.Create(static (_, _) => new AccessToken("token", DateTimeOffset.MaxValue));
            return new VaultSecrets(Options, new SecretClient(Options.Value.KeyVaultUri!, credential, options));
        }

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("A thread stands still for the vault.");

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(Answer(request));

        private HttpResponseMessage Answer(HttpRequestMessage request)
        {
            if (request.Headers.Authorization is null)
            {
                var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized);
                challenge.Headers.WwwAuthenticate.ParseAdd("Bearer authorization=\"https://login.example/tenant\", resource=\"https://vault.azure.net\"");
                return challenge;
            }

            var name = request.RequestUri!.Segments[^1].Trim('/');
            if (IsDown)
            {
                return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
            }

            Asked.Add(name);
            return held.TryGetValue(name, out var value)
                ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent($$"""{"id":"https://vault.example/secrets/{{name}}/1","value":"{{value}}"}""") }
                : new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent("""{"error":{"code":"SecretNotFound"}}""") };
        }
    }
}
