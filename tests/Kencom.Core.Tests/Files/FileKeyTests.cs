using Kencom.Core.Files;
using Kencom.Core.Storage;

namespace Kencom.Core.Tests.Files;

/// <summary>Keys are a wire format.</summary>
public class FileKeyTests
{
    [Fact, Trait("Rule", "RST-3")]
    public void FileId_OfTheSamePlaceAndContent_IsTheSame()
    {
        var id = FileKeys.FileId("06123459", ContainerNames.Rosters, "06123459/full/a.csv", "\"0x8DC\"");

        id.Should().Be("06123459-d5ef95e826d85835b58d");
        FileKeys.FileId("06123459", ContainerNames.Rosters, "06123459/full/a.csv", "0x8DC").Should().Be(id, "some answers quote the tag");
        FileKeys.FileId("06123459", ContainerNames.Checkups, "06123459/full/a.csv", "0x8DC").Should().NotBe(id);
    }

    [Theory]
    [InlineData("06123459")]
    [InlineData("DEMO-GROUP")]
    [InlineData("a-0123456789abcdef0123")]
    [InlineData(FileOwner.Unplaced)]
    public void OwnerOf_AnyId_IsWhoseItIs(string owner)
    {
        var id = FileKeys.FileId(owner, ContainerNames.Checkups, "x", "y");

        FileKeys.IsId(id).Should().BeTrue();
        FileKeys.OwnerOf(id).Should().Be(owner);
    }

    [Theory]
    [InlineData("")]
    [InlineData("06123459")]
    [InlineData("-0123")]
    [InlineData("06123459-01/23")]
    [InlineData("06123459-'or")]
    [InlineData("06123459-0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab")]
    public void IsId_WhatNoFileHas_IsNone(string text) => FileKeys.IsId(text).Should().BeFalse();

    [Theory]
    [InlineData("06123459", true, false)]
    [InlineData("123456", true, false)]
    [InlineData("6123459", false, false)]
    [InlineData("DEMO-GROUP", false, true)]
    [InlineData("12345a", false, true)]
    [InlineData("12-34", false, false)]
    [InlineData(FileOwner.Unplaced, false, false)]
    [InlineData("_unfinished", false, false)]
    public void Owner_ByItsName_IsInsurerOrGroupOrNobody(string owner, bool isInsurer, bool isGroup)
    {
        FileOwner.IsInsurer(owner).Should().Be(isInsurer);
        FileOwner.IsGroup(owner).Should().Be(isGroup);
    }
}
