using Haulbeat.Running.Runner;

return args is [RunnerProgram.Verb, ..] ? RunnerProgram.Main(args) : 0;
