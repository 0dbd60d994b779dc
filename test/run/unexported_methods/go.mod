module unexported

go 1.26
