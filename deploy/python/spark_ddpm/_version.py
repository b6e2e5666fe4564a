# That of the job jar, which pom.xml has: .ci/check-python compares them.
__version__ = "0.2.0"
