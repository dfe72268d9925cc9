// Makes the files of the phrases dataset; see the data card.
//
//   dotnet run datasets/phrases/generate.cs              writes the files beside this one
//   dotnet run datasets/phrases/generate.cs -- --check   compares them with a fresh run; exit code 1 if they differ
#:property PublishAot=false
#:property Optimize=true

using Atelier.Generators;

return Generation.Run(args, PhrasesGenerator.Files());
