// Makes the files of the churn dataset; see the data card.
//
//   dotnet run datasets/churn/generate.cs              writes the files beside this one
//   dotnet run datasets/churn/generate.cs -- --check   compares them with a fresh run; exit code 1 if they differ
#:property PublishAot=false
#:property Optimize=true

using Atelier.Generators;

return Generation.Run(args, ChurnGenerator.Files());
