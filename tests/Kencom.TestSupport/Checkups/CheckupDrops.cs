using System.Text;

namespace Kencom.TestSupport.Checkups;

/// <summary>Checkup and viewing-code files as insurers write them, in CP932.</summary>
public static class CheckupDrops
{
    public const string PersonHeader = "保険者番号,記号,番号,枝番,氏名カナ,生年月日,加入者ID";
    public const string Taro = "123456,1234,123456,,ケンコムタロウ,1972-04-15,";
    public const string Hanako = "123456,1234,234567,,ケンコムハナコ,1980-01-02,";

    static CheckupDrops() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static byte[] Cp932(params IEnumerable<string> lines) =>
        Encoding.GetEncoding(932, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback).GetBytes(string.Concat(lines.Select(line => line + "\r\n")));

    /// <summary>A long file: each line a person and what follows.</summary>
    public static byte[] Items(params IEnumerable<string> lines) =>
        Cp932(lines.Prepend(PersonHeader + ",性別,受診日,健診機関名,健診種別,項目コード,項目名,値,単位,基準下限,基準上限,判定"));

    public static byte[] Codes(params IEnumerable<string> lines) => Cp932(lines.Prepend(PersonHeader + ",健診閲覧コード"));

    public static Task DropCheckupsAsync(this TestApp app, byte[] content, string name = "2025.csv", string owner = "123456") => app.DropAsync($"checkups/{owner}/{name}", content);

    public static Task DropCodesAsync(this TestApp app, byte[] content, string name = "codes.csv", string owner = "123456") => app.DropAsync($"viewing-codes/{owner}/{name}", content);
}
