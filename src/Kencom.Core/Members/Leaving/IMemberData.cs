namespace Kencom.Core.Members;

/// <summary>What a slice keeps about members. Each slice that keeps any has one, so that leaving forgets everything (SI-8).</summary>
public interface IMemberData
{
    /// <summary>Deletes all of it; can be repeated. The member itself is still there.</summary>
    Task ForgetAsync(Member member);
}
