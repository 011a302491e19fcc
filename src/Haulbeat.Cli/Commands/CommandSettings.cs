using System.CommandLine;
using Haulbeat.Cli.Settings;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Cli.Commands;

internal static class CommandSettings
{
    /// <summary>Adds settings as options, and those that every command has.</summary>
    public static void AddSettings(this Command command, params Setting[] settings)
    {
        foreach (var setting in settings)
        {
            command.Options.Add(setting.Option);
        }

        command.Options.Add(Known.Json.Option);
        command.Options.Add(Known.Configuration.Option);
    }

    /// <summary>Adds what a command needs that talks to the broker.</summary>
    public static void AddBrokerSettings(this Command command, params Setting[] settings) =>
        command.AddSettings([.. settings, Known.Broker, Known.ConnectTimeout]);
}
