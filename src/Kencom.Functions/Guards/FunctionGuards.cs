using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Guards;

/// <summary>Finds the guard that stands at a function's method, once a function.</summary>
public static class FunctionGuards
{
    private static readonly ConcurrentDictionary<(string Assembly, string EntryPoint), GuardAttribute?> Found = new();

    /// <returns>Null where none stands.</returns>
    public static GuardAttribute? GuardOf(FunctionDefinition function) => GuardOf(Path.GetFileNameWithoutExtension(function.PathToAssembly), function.EntryPoint);

    /// <param name="entryPoint"><c>Namespace.Type.Method</c>, as the generated metadata names it.</param>
    public static GuardAttribute? GuardOf(string assembly, string entryPoint) =>
        Found.GetOrAdd((assembly, entryPoint), static function =>
        {
            var end = function.EntryPoint.LastIndexOf('.');
            return Assembly.Load(function.Assembly).GetType(function.EntryPoint[..end])?.GetMethod(function.EntryPoint[(end + 1)..])?.GetCustomAttribute<GuardAttribute>();
        });
}
