#:project ../FunctionalMlp/FunctionalMlp.csproj
#:property PublishAot=false

// A classifier of Iris flowers: fitted, evaluated, saved, loaded. Run it by: dotnet run src/Scripts/iris.cs
using FunctionalMlp.Data;
using FunctionalMlp.Estimators;

var iris = Iris.Load<double>();
var parts = Partition.Stratified(iris.Samples.Labels, trainFraction: 0.8, seed: 1);
var model = Classifier.Fit(iris.Select(parts.Train));
Console.WriteLine(model.Evaluate(iris.Select(parts.Test).Samples));

var path = Path.Combine(Path.GetTempPath(), "iris.safetensors");
model.Save(path);
Console.WriteLine($"Most likely {Classifier.Load<double>(path).PredictOne([6.1, 2.9, 4.7, 1.4])}.");
