// Running a notebook moves the working folder, which belongs to the whole process.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]
