using Haulbeat.Execution;

namespace Haulbeat.Cli;

/// <summary>Parts <c>work QUEUE… -- COMMAND [ARG…]</c> at the first <c>--</c>: what follows is COMMAND's, options included.</summary>
internal static class JobCommandSplit
{
    public static (string[] Own, string[] JobCommand) Of(string[] arguments)
    {
        var dashes = arguments is ["work", ..] ? Array.IndexOf(arguments, "--") : -1;
        return dashes < 0 ? (arguments, []) : (arguments[..dashes], arguments[(dashes + 1)..]);
    }
}
