module dead_switch_cases

go 1.26
