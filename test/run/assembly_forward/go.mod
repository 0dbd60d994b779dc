module assembly_forward

go 1.26
