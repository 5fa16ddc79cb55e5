#:project ../FunctionalMlp.Data/FunctionalMlp.Data.csproj
#:property PublishAot=false

// From a CSV file to a saved model that predicts one of its columns, a class or a number. Run it by: dotnet run src/Scripts/csv.cs FILE TARGET
// with any of: regression or classification, to say which; ignore=COLUMN, categories=COLUMN, numbers=COLUMN (where text means a missing value).
// It is run and not published: so no compiler for that need be fetched first, and it runs offline.
using FunctionalMlp;
using FunctionalMlp.Data;
using FunctionalMlp.Estimators;

string[] names = ["ignore=", "categories=", "numbers="];
string[] kinds = ["regression", "classification"];
var isUsable = args.Skip(2).All(argument => kinds.Contains(argument) || names.Any(argument.StartsWith));
if (args.Length < 2 || !isUsable || kinds.All(args.Contains))
{
    var optional = string.Join(' ', [.. kinds.Select(kind => $"[{kind}]"), .. names.Select(name => $"[{name}COLUMN]")]);
    Console.Error.WriteLine($"Usage: dotnet run src/Scripts/csv.cs FILE TARGET {optional}");
    return 2;
}

try
{
    var (file, target) = (args[0], args[1]);
    string[] Columns(string name) =>
        [.. args.Where(argument => argument.StartsWith(name)).Select(argument => argument[name.Length..])];
    var known = new TableOptions
    {
        Ignored = [.. Columns("ignore=")],
        Categorical = [.. Columns("categories=")],
        Numeric = [.. Columns("numbers=")],
    };
    var kind =
        args.Contains("regression") ? TargetKind.Numbers
        : args.Contains("classification") ? TargetKind.Classes
        : TargetKind.Automatic;
    var table = PreparedTable.Create(CsvTable.Read(file), target, known, kind);
    foreach (var warning in table.Warnings)
    {
        Console.Error.WriteLine($"Warning: {warning}");
    }

    var (encoding, note) = (table.Encoding, table.Encoding.ToJson());
    var path = Path.ChangeExtension(file, ".safetensors");
    if (table.ClassNames.IsEmpty)
    {
        var model = Regressor.Fit(encoding.RegressionSamples<double>(table.Train));
        Console.WriteLine(model.Evaluate(encoding.RegressionSamples<double>(table.Test).Samples));
        model.WithNote("table", note).Save(path);
    }
    else
    {
        var model = Classifier.Fit(encoding.Samples<double>(table.Train, table.ClassNames));
        Console.WriteLine(model.Evaluate(encoding.Samples<double>(table.Test, table.ClassNames).Samples));
        model.WithNote("table", note).Save(path);
    }

    Console.WriteLine($"Written: {path}.");
    return 0;
}
catch (Exception problem) when (problem is InvalidInputException or InvalidFileException or IOException)
{
    Console.Error.WriteLine(problem.Message);
    return 1;
}
