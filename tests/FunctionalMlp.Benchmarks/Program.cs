using FunctionalMlp.Benchmarks;

var root = args.FirstOrDefault() ?? Directory.GetCurrentDirectory();
switch (args.Skip(1).FirstOrDefault())
{
    case "scale":
        Scale.Run();
        break;
    case var filter:
        Comparison.Run(Path.Combine(root, "artifacts"), filter ?? "");
        break;
}
