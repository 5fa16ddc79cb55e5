#:project ../FunctionalMlp.Data/FunctionalMlp.Data.csproj

// From a CSV file with a column of classes to a saved classifier. Run it by: dotnet run src/Scripts/csv.cs FILE TARGET
using FunctionalMlp;
using FunctionalMlp.Data;
using FunctionalMlp.Estimators;

if (args is not [var file, var target])
{
    Console.Error.WriteLine("Usage: dotnet run src/Scripts/csv.cs FILE TARGET");
    return 2;
}

try
{
    var table = CsvTable.Read(file);
    var parts = Partition.Stratified(table.Codes(target), trainFraction: 0.8, seed: 1);
    var (train, test) = (table.Select(parts.Train), table.Select(parts.Test));
    var encoding = TableEncoding.Fit(train, target, new TableOptions { Missing = MissingValues.Impute });
    var data = encoding.Samples<double>(train, classNames: []);
    var model = Classifier.Fit(data);
    Console.WriteLine(model.Evaluate(encoding.Samples<double>(test, data.ClassNames).Samples));

    var path = Path.ChangeExtension(file, ".safetensors");
    model.WithNote("table", encoding.ToJson()).Save(path);
    Console.WriteLine($"Written: {path}.");
    return 0;
}
catch (Exception problem) when (problem is InvalidInputException or InvalidFileException or IOException)
{
    Console.Error.WriteLine(problem.Message);
    return 1;
}
