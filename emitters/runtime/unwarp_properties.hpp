// Device properties and attributes, made from what a back end knows of its device. What a device without CUDA cannot
// tell has the value of a GPU of compute capability 8.0.
#pragma once

#include "unwarp_common.hpp"

typedef struct uwUUID { char bytes[16]; } uwUUID_t;

struct uwDeviceProp {
    char name[256];
    uwUUID_t uuid;
    char luid[8];
    unsigned int luidDeviceNodeMask;
    size_t totalGlobalMem, sharedMemPerBlock;
    int regsPerBlock, warpSize;
    size_t memPitch;
    int maxThreadsPerBlock, maxThreadsDim[3], maxGridSize[3], clockRate;
    size_t totalConstMem;
    int major, minor;
    size_t textureAlignment, texturePitchAlignment;
    int deviceOverlap, multiProcessorCount, kernelExecTimeoutEnabled, integrated, canMapHostMemory, computeMode;
    int maxTexture1D, maxTexture1DMipmap, maxTexture1DLinear, maxTexture2D[2], maxTexture2DMipmap[2], maxTexture2DLinear[3];
    int maxTexture2DGather[2], maxTexture3D[3], maxTexture3DAlt[3], maxTextureCubemap, maxTexture1DLayered[2];
    int maxTexture2DLayered[3], maxTextureCubemapLayered[2], maxSurface1D, maxSurface2D[2], maxSurface3D[3];
    int maxSurface1DLayered[2], maxSurface2DLayered[3], maxSurfaceCubemap, maxSurfaceCubemapLayered[2];
    size_t surfaceAlignment;
    int concurrentKernels, ECCEnabled, pciBusID, pciDeviceID, pciDomainID, tccDriver, asyncEngineCount, unifiedAddressing;
    int memoryClockRate, memoryBusWidth, l2CacheSize, persistingL2CacheMaxSize, maxThreadsPerMultiProcessor;
    int streamPrioritiesSupported, globalL1CacheSupported, localL1CacheSupported;
    size_t sharedMemPerMultiprocessor;
    int regsPerMultiprocessor, managedMemory, isMultiGpuBoard, multiGpuBoardGroupID, hostNativeAtomicSupported;
    int singleToDoublePrecisionPerfRatio, pageableMemoryAccess, concurrentManagedAccess, computePreemptionSupported;
    int canUseHostPointerForRegisteredMem, cooperativeLaunch, cooperativeMultiDeviceLaunch;
    size_t sharedMemPerBlockOptin;
    int pageableMemoryAccessUsesHostPageTables, directManagedMemAccessFromHost, maxBlocksPerMultiProcessor;
    int accessPolicyMaxWindowSize;
    size_t reservedSharedMemPerBlock;
    int hostRegisterSupported, sparseCudaArraySupported, hostRegisterReadOnlySupported, timelineSemaphoreInteropSupported;
    int memoryPoolsSupported, gpuDirectRDMASupported, clusterLaunch, unifiedFunctionPointers;
};

enum uwDeviceAttr {
    uwDevAttrMaxThreadsPerBlock = 1, uwDevAttrMaxBlockDimX = 2, uwDevAttrMaxBlockDimY = 3, uwDevAttrMaxBlockDimZ = 4,
    uwDevAttrMaxGridDimX = 5, uwDevAttrMaxGridDimY = 6, uwDevAttrMaxGridDimZ = 7, uwDevAttrMaxSharedMemoryPerBlock = 8,
    uwDevAttrTotalConstantMemory = 9, uwDevAttrWarpSize = 10, uwDevAttrMaxPitch = 11, uwDevAttrMaxRegistersPerBlock = 12,
    uwDevAttrClockRate = 13, uwDevAttrTextureAlignment = 14, uwDevAttrGpuOverlap = 15, uwDevAttrMultiProcessorCount = 16,
    uwDevAttrKernelExecTimeout = 17, uwDevAttrIntegrated = 18, uwDevAttrCanMapHostMemory = 19, uwDevAttrComputeMode = 20,
    uwDevAttrSurfaceAlignment = 30, uwDevAttrConcurrentKernels = 31, uwDevAttrEccEnabled = 32, uwDevAttrPciBusId = 33,
    uwDevAttrPciDeviceId = 34, uwDevAttrTccDriver = 35, uwDevAttrMemoryClockRate = 36, uwDevAttrGlobalMemoryBusWidth = 37,
    uwDevAttrL2CacheSize = 38, uwDevAttrMaxThreadsPerMultiProcessor = 39, uwDevAttrAsyncEngineCount = 40,
    uwDevAttrUnifiedAddressing = 41, uwDevAttrPciDomainId = 50, uwDevAttrComputeCapabilityMajor = 75,
    uwDevAttrComputeCapabilityMinor = 76, uwDevAttrStreamPrioritiesSupported = 78, uwDevAttrGlobalL1CacheSupported = 79,
    uwDevAttrLocalL1CacheSupported = 80, uwDevAttrMaxSharedMemoryPerMultiprocessor = 81,
    uwDevAttrMaxRegistersPerMultiprocessor = 82, uwDevAttrManagedMemory = 83, uwDevAttrIsMultiGpuBoard = 84,
    uwDevAttrMultiGpuBoardGroupID = 85, uwDevAttrHostNativeAtomicSupported = 86,
    uwDevAttrSingleToDoublePrecisionPerfRatio = 87, uwDevAttrPageableMemoryAccess = 88,
    uwDevAttrConcurrentManagedAccess = 89, uwDevAttrComputePreemptionSupported = 90,
    uwDevAttrCanUseHostPointerForRegisteredMem = 91, uwDevAttrCooperativeLaunch = 95,
    uwDevAttrCooperativeMultiDeviceLaunch = 96, uwDevAttrMaxSharedMemoryPerBlockOptin = 97,
    uwDevAttrHostRegisterSupported = 99, uwDevAttrPageableMemoryAccessUsesHostPageTables = 100,
    uwDevAttrDirectManagedMemAccessFromHost = 101, uwDevAttrMaxBlocksPerMultiprocessor = 106,
    uwDevAttrReservedSharedMemoryPerBlock = 111, uwDevAttrMemoryPoolsSupported = 115, uwDevAttrClusterLaunch = 120
};

namespace unwarp {

inline uwDeviceProp properties_of(const Limits &limits) {
    uwDeviceProp p = {};
    snprintf(p.name, sizeof p.name, "%s", limits.name.c_str());
    p.totalGlobalMem = limits.global_memory;
    p.sharedMemPerBlock = limits.shared_per_block;
    p.sharedMemPerBlockOptin = p.sharedMemPerMultiprocessor = limits.shared_per_block_opt_in;
    p.regsPerBlock = p.regsPerMultiprocessor = 65536;
    p.warpSize = 32;
    p.memPitch = 0x7fffffff;
    p.maxThreadsPerBlock = limits.max_threads_per_block;
    p.maxThreadsDim[0] = p.maxThreadsDim[1] = limits.max_threads_per_block;
    p.maxThreadsDim[2] = 64;
    p.maxGridSize[0] = 0x7fffffff;
    p.maxGridSize[1] = p.maxGridSize[2] = 65535;
    p.clockRate = limits.clock_khz;
    p.totalConstMem = 65536;
    p.major = 8;
    p.textureAlignment = p.surfaceAlignment = 512;
    p.texturePitchAlignment = 32;
    p.multiProcessorCount = limits.processors;
    p.cooperativeLaunch = limits.cooperative;
    p.integrated = p.canMapHostMemory = p.unifiedAddressing = p.managedMemory = 1;
    p.deviceOverlap = p.concurrentKernels = p.asyncEngineCount = p.streamPrioritiesSupported = 1;
    p.globalL1CacheSupported = p.localL1CacheSupported = 1;
    p.hostRegisterSupported = p.memoryPoolsSupported = 1;
    p.memoryClockRate = 1600000;
    p.memoryBusWidth = 128;
    p.l2CacheSize = 4 << 20;
    p.maxThreadsPerMultiProcessor = 2048;
    p.maxBlocksPerMultiProcessor = 32;
    p.singleToDoublePrecisionPerfRatio = 2;
    return p;
}

inline uwError_t attribute_of(const uwDeviceProp &p, uwDeviceAttr attribute, int *value) {
    switch (attribute) {
        case uwDevAttrMaxThreadsPerBlock: *value = p.maxThreadsPerBlock; break;
        case uwDevAttrMaxBlockDimX: *value = p.maxThreadsDim[0]; break;
        case uwDevAttrMaxBlockDimY: *value = p.maxThreadsDim[1]; break;
        case uwDevAttrMaxBlockDimZ: *value = p.maxThreadsDim[2]; break;
        case uwDevAttrMaxGridDimX: *value = p.maxGridSize[0]; break;
        case uwDevAttrMaxGridDimY: *value = p.maxGridSize[1]; break;
        case uwDevAttrMaxGridDimZ: *value = p.maxGridSize[2]; break;
        case uwDevAttrMaxSharedMemoryPerBlock: *value = (int)p.sharedMemPerBlock; break;
        case uwDevAttrMaxSharedMemoryPerBlockOptin: *value = (int)p.sharedMemPerBlockOptin; break;
        case uwDevAttrMaxSharedMemoryPerMultiprocessor: *value = (int)p.sharedMemPerMultiprocessor; break;
        case uwDevAttrReservedSharedMemoryPerBlock: *value = (int)p.reservedSharedMemPerBlock; break;
        case uwDevAttrTotalConstantMemory: *value = (int)p.totalConstMem; break;
        case uwDevAttrWarpSize: *value = p.warpSize; break;
        case uwDevAttrMaxPitch: *value = (int)p.memPitch; break;
        case uwDevAttrMaxRegistersPerBlock: *value = p.regsPerBlock; break;
        case uwDevAttrMaxRegistersPerMultiprocessor: *value = p.regsPerMultiprocessor; break;
        case uwDevAttrClockRate: *value = p.clockRate; break;
        case uwDevAttrTextureAlignment: *value = (int)p.textureAlignment; break;
        case uwDevAttrSurfaceAlignment: *value = (int)p.surfaceAlignment; break;
        case uwDevAttrGpuOverlap: *value = p.deviceOverlap; break;
        case uwDevAttrMultiProcessorCount: *value = p.multiProcessorCount; break;
        case uwDevAttrKernelExecTimeout: *value = p.kernelExecTimeoutEnabled; break;
        case uwDevAttrIntegrated: *value = p.integrated; break;
        case uwDevAttrCanMapHostMemory: *value = p.canMapHostMemory; break;
        case uwDevAttrComputeMode: *value = p.computeMode; break;
        case uwDevAttrConcurrentKernels: *value = p.concurrentKernels; break;
        case uwDevAttrEccEnabled: *value = p.ECCEnabled; break;
        case uwDevAttrPciBusId: *value = p.pciBusID; break;
        case uwDevAttrPciDeviceId: *value = p.pciDeviceID; break;
        case uwDevAttrPciDomainId: *value = p.pciDomainID; break;
        case uwDevAttrTccDriver: *value = p.tccDriver; break;
        case uwDevAttrMemoryClockRate: *value = p.memoryClockRate; break;
        case uwDevAttrGlobalMemoryBusWidth: *value = p.memoryBusWidth; break;
        case uwDevAttrL2CacheSize: *value = p.l2CacheSize; break;
        case uwDevAttrMaxThreadsPerMultiProcessor: *value = p.maxThreadsPerMultiProcessor; break;
        case uwDevAttrMaxBlocksPerMultiprocessor: *value = p.maxBlocksPerMultiProcessor; break;
        case uwDevAttrAsyncEngineCount: *value = p.asyncEngineCount; break;
        case uwDevAttrUnifiedAddressing: *value = p.unifiedAddressing; break;
        case uwDevAttrComputeCapabilityMajor: *value = p.major; break;
        case uwDevAttrComputeCapabilityMinor: *value = p.minor; break;
        case uwDevAttrStreamPrioritiesSupported: *value = p.streamPrioritiesSupported; break;
        case uwDevAttrGlobalL1CacheSupported: *value = p.globalL1CacheSupported; break;
        case uwDevAttrLocalL1CacheSupported: *value = p.localL1CacheSupported; break;
        case uwDevAttrManagedMemory: *value = p.managedMemory; break;
        case uwDevAttrIsMultiGpuBoard: *value = p.isMultiGpuBoard; break;
        case uwDevAttrMultiGpuBoardGroupID: *value = p.multiGpuBoardGroupID; break;
        case uwDevAttrHostNativeAtomicSupported: *value = p.hostNativeAtomicSupported; break;
        case uwDevAttrSingleToDoublePrecisionPerfRatio: *value = p.singleToDoublePrecisionPerfRatio; break;
        case uwDevAttrPageableMemoryAccess: *value = p.pageableMemoryAccess; break;
        case uwDevAttrConcurrentManagedAccess: *value = p.concurrentManagedAccess; break;
        case uwDevAttrComputePreemptionSupported: *value = p.computePreemptionSupported; break;
        case uwDevAttrCanUseHostPointerForRegisteredMem: *value = p.canUseHostPointerForRegisteredMem; break;
        case uwDevAttrCooperativeLaunch: *value = p.cooperativeLaunch; break;
        case uwDevAttrCooperativeMultiDeviceLaunch: *value = p.cooperativeMultiDeviceLaunch; break;
        case uwDevAttrHostRegisterSupported: *value = p.hostRegisterSupported; break;
        case uwDevAttrPageableMemoryAccessUsesHostPageTables: *value = p.pageableMemoryAccessUsesHostPageTables; break;
        case uwDevAttrDirectManagedMemAccessFromHost: *value = p.directManagedMemAccessFromHost; break;
        case uwDevAttrMemoryPoolsSupported: *value = p.memoryPoolsSupported; break;
        case uwDevAttrClusterLaunch: *value = p.clusterLaunch; break;
        default: return uwErrorInvalidValue;
    }
    return uwSuccess;
}

}  // namespace unwarp
