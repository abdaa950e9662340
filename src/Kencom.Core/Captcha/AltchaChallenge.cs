namespace Kencom.Core.Captcha;

/// <summary>
/// A challenge as ALTCHA's widgets and libraries read it. One puzzle in both of the protocol's forms: the number n with
/// SHA-256(salt + decimal n) = challenge is also the counter with SHA-256(nonce + 32-bit n) = key prefix, where nonce is the salt's bytes.
/// Version 1 reads the first five members, version 2 the parameters.
/// </summary>
/// <param name="Maxnumber">The number is not above it (the protocol's own spelling).</param>
public sealed record AltchaChallenge(
    string Algorithm, string Challenge, int Maxnumber, string Salt, string Signature, AltchaParameters Parameters);

/// <summary>The parameters of ALTCHA's protocol, version 2.</summary>
/// <param name="ExpiresAt">Unix time, seconds.</param>
public sealed record AltchaParameters(string Algorithm, int Cost, long ExpiresAt, int KeyLength, string KeyPrefix, string Nonce, string Salt);
