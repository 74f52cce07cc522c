// What tests of the rooms above core include, read once.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pch.hpp"
