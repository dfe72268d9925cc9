// Makes the files of the sensors dataset; see the data card.
//
//   dotnet run datasets/sensors/generate.cs              writes the files beside this one
//   dotnet run datasets/sensors/generate.cs -- --check   compares them with a fresh run; exit code 1 if they differ
#:property PublishAot=false
#:property Optimize=true

using Atelier.Generators;

return Generation.Run(args, SensorsGenerator.Files());
