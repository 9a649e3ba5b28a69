module tollgate/test/compat/vt-go

go 1.19

require github.com/VirusTotal/vt-go v1.0.0

require github.com/thedevsaddam/gojsonq/v2 v2.5.2 // indirect
